package dialer_test

import (
	"strconv"
	"testing"

	"bulkdial/dialer"
)

func TestParseShard(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]dialer.Shard{"1/1": {1, 1}, "2/8": {2, 8}, "8/8": {8, 8}} {
		if got, err := dialer.ParseShard(in); err != nil || got != want || got.String() != in {
			t.Errorf("ParseShard(%q) = %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "2", "0/8", "9/8", "-1/8", "2/0", "2 / 8", "a/b", "1/2/3", "1/99999999"} {
		if got, err := dialer.ParseShard(in); err == nil {
			t.Errorf("ParseShard(%q) = %v, want an error", in, got)
		}
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 3, 8, 100, 1001} {
		for _, count := range []int{1, 2, 3, 8} {
			sum := 0
			for i := range count {
				share := dialer.Shard{Index: i + 1, Count: count}.Share(n)
				if share < n/count || share > n/count+1 {
					t.Errorf("the share of %d of shard %d/%d is %d", n, i+1, count, share)
				}
				sum += share
			}
			if sum != n {
				t.Errorf("the shares of %d of %d shards add up to %d", n, count, sum)
			}
		}
	}
}

// TestShardsOwn: each name is that of exactly one shard of a division, and each shard has its part of the pace.
func TestShardsOwn(t *testing.T) {
	t.Parallel()
	for _, count := range []int{0, 1, 2, 7} {
		owned := make([]int, max(1, count))
		for name := range 700 {
			for i := range owned {
				if (dialer.Shard{Index: i + 1, Count: count}).Owns(strconv.Itoa(name)) {
					owned[i]++
				}
			}
		}
		sum := 0
		for i, n := range owned {
			if sum += n; n < 600/len(owned) {
				t.Errorf("shard %d of %d owns %d of 700 names", i+1, count, n)
			}
			if pace := (dialer.Shard{Index: i + 1, Count: count}).Pace(14); pace != 14/float64(len(owned)) {
				t.Errorf("the pace of shard %d of %d is %v", i+1, count, pace)
			}
		}
		if sum != 700 {
			t.Errorf("%d shards own %d of 700 names", count, sum)
		}
	}
}
