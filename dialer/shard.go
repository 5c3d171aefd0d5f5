package dialer

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of the parts into which a campaign is divided among processes. Each of them reads and decides about
// all contacts, and deals with its own. The zero value is the whole campaign.
type Shard struct {
	// Index counts from 1 to Count.
	Index, Count int
}

// maxShards bounds Shard.Count.
const maxShards = 10_000

// ParseShard reads `i/n`: the i-th of n shards, counted from 1.
func ParseShard(s string) (Shard, error) {
	first, second, ok := strings.Cut(s, "/")
	index, err := strconv.Atoi(first)
	count, err2 := strconv.Atoi(second)
	shard := Shard{index, count}
	if ok && err == nil && err2 == nil && count >= 1 && count <= maxShards && (index < 1 || index > count) {
		return Shard{}, fmt.Errorf("there is no shard %d of %d: they are counted from 1 to %d", index, count, count)
	}
	if !ok || err != nil || err2 != nil || count < 1 || count > maxShards || index < 1 || index > count {
		return Shard{}, fmt.Errorf("%q is not a shard: write it as i/n, the i-th of n shards counted from 1, n at most %d", s, maxShards)
	}
	return shard, nil
}

// Divided reports whether the campaign has more shards than this.
func (s Shard) Divided() bool { return s.Count > 1 }

// String is the shard as ParseShard reads it.
func (s Shard) String() string { return strconv.Itoa(s.Index) + "/" + strconv.Itoa(s.Count) }

// Share returns the shard's part of a whole number. The parts of all shards add up to it; they differ by one at most.
func (s Shard) Share(n int) int {
	if !s.Divided() {
		return n
	}
	share := n / s.Count
	if s.Index <= n%s.Count {
		share++
	}
	return share
}

// Pace returns the shard's part of a pace, in calls per second.
func (s Shard) Pace(cps float64) float64 { return cps / float64(max(1, s.Count)) }

// Owns reports whether what a text names is the shard's: that of exactly one shard of a division.
func (s Shard) Owns(name string) bool {
	if !s.Divided() {
		return true
	}
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint64(sum[:8])%uint64(s.Count) == uint64(s.Index-1) //nolint:gosec // both are positive
}
