package report

import (
	"cmp"
	"math"
	"slices"
)

// The normal deviates of the levels that pages state: an interval of 95 %, a test at 5 %, and a power of four cases in five.
const (
	z95     = 1.959963984540054
	z80     = 0.8416212335729143
	level   = 0.05
	powerOf = "four of five"
)

// wilson is the score interval of 95 % for the share of k in n, which is at least 1 (Wilson, J. Am. Stat. Assoc. 22, 1927; it is method 3 of Newcombe, Statistics in
// Medicine 17, 1998, pages 857 to 872). It is right for small n too, and for shares near 0 and 1.
func wilson(k, n int) (low, high float64) {
	p, size := float64(k)/float64(n), float64(n)
	middle := p + z95*z95/(2*size)
	half := z95 * math.Sqrt(p*(1-p)/size+z95*z95/(4*size*size))
	whole := 1 + z95*z95/size
	low, high = (middle-half)/whole, (middle+half)/whole
	if k == 0 {
		low = 0
	}
	if k == n {
		high = 1
	}
	return low, high
}

// difference is the interval of 95 % for the difference of the share of k1 in n1 and that of k2 in n2, from the intervals of Wilson (method
// 10 of Newcombe, Statistics in Medicine 17, 1998, pages 873 to 890).
func difference(k1, n1, k2, n2 int) (d, low, high float64) {
	p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
	low1, high1 := wilson(k1, n1)
	low2, high2 := wilson(k2, n2)
	d = p1 - p2
	return d, d - math.Hypot(p1-low1, high2-p2), d + math.Hypot(high1-p1, p2-low2)
}

// fisher is the two-sided p-value of Fisher's exact test that k1 of n1 and k2 of n2 come from one share: the probability, given the sum of
// both, of all pairs that are no more probable than the one that was seen (Fisher, Statistical Methods for Research Workers, section 21.02; Agresti,
// Categorical Data Analysis, section 3.5). Its chance of a small value without a difference is never above that value, also for small n.
func fisher(k1, n1, k2, n2 int) float64 {
	sum := k1 + k2
	first, last := max(0, sum-n2), min(n1, sum)
	// ratio is the probability of k+1 in the first group, in units of that of k.
	ratio := func(k int) float64 {
		return float64(n1-k) / float64(k+1) * float64(sum-k) / float64(n2-sum+k+1)
	}
	mode := min(last, max(first, int(float64(n1+1)*float64(sum+1)/float64(n1+n2+2))))
	// All weights are in units of that near the mode, so that none is too large for a number.
	weights := make([]float64, last-first+1)
	weights[mode-first] = 1
	for k := mode; k < last; k++ {
		weights[k+1-first] = weights[k-first] * ratio(k)
	}
	for k := mode; k > first; k-- {
		weights[k-1-first] = weights[k-first] / ratio(k-1)
	}
	seen, all, tail := weights[k1-first], 0.0, 0.0
	for _, w := range weights {
		all += w
		if w <= seen*(1+1e-7) { // equal ones differ in their last digits
			tail += w
		}
	}
	return math.Min(1, tail/all)
}

// holm corrects the p-values of several tests, so that the chance that any of them is at most 0.05 without a difference is at most 5 % (Holm,
// Scandinavian Journal of Statistics 6, 1979, pages 65 to 70).
func holm(ps []float64) []float64 {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ps[a], ps[b]) })
	corrected, least := make([]float64, len(ps)), 0.0
	for rank, i := range order {
		least = math.Min(1, math.Max(least, float64(len(ps)-rank)*ps[i]))
		corrected[i] = least
	}
	return corrected
}

// mostNeeded is the largest number of contacts that needed returns.
const mostNeeded = 1e9

// needed is how many contacts each of two campaigns must have so that a test at the given level shows the difference of two shares in four of
// five cases (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd edition, section 4.3, formulas 4.14 and 4.19: with the
// correction that suits Fisher's test); 0 if the shares are equal, or nearly so.
func needed(p1, p2, at float64) int {
	d := math.Abs(p1 - p2)
	mean := (p1 + p2) / 2
	z := math.Sqrt2 * math.Erfinv(1-at)
	root := z*math.Sqrt(2*mean*(1-mean)) + z80*math.Sqrt(p1*(1-p1)+p2*(1-p2))
	n := root * root / (d * d)
	n = n / 4 * math.Pow(1+math.Sqrt(1+4/(n*d)), 2)
	if d == 0 || n > mostNeeded {
		return 0
	}
	return int(math.Ceil(n))
}
