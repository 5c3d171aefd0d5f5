package report_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"bulkdial/internal/report"
)

func near(got, want, within float64) bool { return math.Abs(got-want) <= within }

// TestWilson: the first four are in table I of Newcombe (Statistics in Medicine 17, 1998, page 857), the others are the roots of the score
// equation, found by bisection.
func TestWilson(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		k, n      int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{20, 20, 0.838875, 1},
		{3902, 9022, 0.422306, 0.442748},
	} {
		if low, high := report.Wilson(test.k, test.n); !near(low, test.low, 5e-5) || !near(high, test.high, 5e-5) {
			t.Errorf("%d of %d: %.6f to %.6f, want %v to %v", test.k, test.n, low, high, test.low, test.high)
		}
	}
}

// TestDifference: the rows of method 10 in table II of Newcombe (Statistics in Medicine 17, 1998, page 873).
func TestDifference(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		k1, n1, k2, n2 int
		d, low, high   float64
	}{
		{56, 70, 48, 80, 0.2, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.6, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.5714, 0.0582, 0.8062},
		{5, 56, 0, 29, 0.0893, -0.0381, 0.1926},
		{0, 10, 0, 20, 0, -0.1611, 0.2775},
		{10, 10, 0, 20, 1, 0.6791, 1},
	} {
		if d, low, high := report.Difference(test.k1, test.n1, test.k2, test.n2); !near(d, test.d, 5e-5) || !near(low, test.low, 6e-5) || !near(high, test.high, 6e-5) {
			t.Errorf("%+v: %.4f, %.4f to %.4f", test, d, low, high)
		}
	}
}

// TestFisher: the first is the lady who tastes tea (Fisher, The Design of Experiments, 1935, section 11); all values were computed from
// binomial coefficients as fractions of whole numbers.
func TestFisher(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		k1, n1, k2, n2 int
		p              float64
	}{
		{3, 4, 1, 4, 0.4857142857142857},
		{1, 10, 11, 12, 0.0002891844997108155},
		{10, 15, 3, 15, 0.025327687033676143},
		{0, 20, 0, 20, 1},
		{5, 5, 9, 9, 1},
		{1, 2, 0, 3, 0.4},
		{30, 100, 45, 100, 0.04053400651498261},
		{312, 1000, 330, 1000, 0.4155243459156721},
		{500, 1000, 420, 1000, 0.0003909736690501909},
		{3902, 9022, 3962, 9082, 0.6207410126532046},
	} {
		if p := report.Fisher(test.k1, test.n1, test.k2, test.n2); !near(p, test.p, 1e-9) {
			t.Errorf("%+v: %v", test, p)
		}
		if p := report.Fisher(test.k2, test.n2, test.k1, test.n1); !near(p, test.p, 1e-9) {
			t.Errorf("%+v, the other way round: %v", test, p)
		}
	}
	// A million contacts, and numbers that are far from each other: the largest weights would be beyond what a number can hold.
	if p := report.Fisher(500_000, 1_000_000, 100_000, 1_000_000); p > 1e-300 {
		t.Errorf("half and a tenth of a million: %v", p)
	}
	if p := report.Fisher(310_000, 1_000_000, 310_100, 1_000_000); p < 0.85 || p > 0.9 {
		t.Errorf("31 %% and 31.01 %% of a million: %v", p)
	}
}

// TestFisherKeepsItsLevel: without a difference, at most one test in twenty says that there is one.
func TestFisherKeepsItsLevel(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	const trials = 4000
	wrong := 0
	for range trials {
		n1, n2, share := 1+rng.IntN(200), 1+rng.IntN(200), rng.Float64()
		draw := func(n int) (k int) {
			for range n {
				if rng.Float64() < share {
					k++
				}
			}
			return k
		}
		if report.Fisher(draw(n1), n1, draw(n2), n2) <= 0.05 {
			wrong++
		}
	}
	if wrong > trials/20 || wrong == 0 {
		t.Errorf("%d of %d tests name a difference that there is not", wrong, trials)
	}
}

// TestHolm: the example of Holm's paper in the form that statistics programs give it.
func TestHolm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ ps, want []float64 }{
		{nil, nil},
		{[]float64{0.03}, []float64{0.03}},
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{0.9, 0.8, 0.001}, []float64{1, 1, 0.003}},
	} {
		got := report.Holm(test.ps)
		for i, want := range test.want {
			if !near(got[i], want, 1e-12) {
				t.Errorf("%v: %v, want %v", test.ps, got, test.want)
			}
		}
	}
}

// TestNeeded: 0.6 and 0.7 is the example of Fleiss (Statistical Methods for Rates and Proportions, table A.4); the others follow from the
// formulas, with deviates from elsewhere.
func TestNeeded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		p1, p2, level float64
		n             int
	}{
		{0.6, 0.7, 0.05, 376},
		{0.7, 0.6, 0.05, 376},
		{0.1, 0.2, 0.05, 219},
		{0.3, 0.33, 0.05, 3829},
		{0.3, 0.33, 0.05 / 3, 5086},
		{0.3, 0.3, 0.05, 0},
		{0, 0, 0.05, 0},
		{0.3, 0.300001, 0.05, 0}, // more than there are people
	} {
		if n := report.Needed(test.p1, test.p2, test.level); n != test.n {
			t.Errorf("%v and %v: %d, want %d", test.p1, test.p2, n, test.n)
		}
	}
}
