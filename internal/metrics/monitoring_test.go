package metrics_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"bulkdial/dialer/engine"
	"bulkdial/internal/metrics"
)

// shown holds, for each metric of a scrape, the values of each label.
type shown map[string]map[string]map[string]bool

// showAll scrapes a run.
func showAll(t *testing.T) shown {
	t.Helper()
	m := metrics.New("v1")
	m.Begin(metrics.Run{Stats: &engine.Stats{}, Began: time.Now()})
	_, text := get(t, m, "/metrics")
	sample := regexp.MustCompile(`(?m)^(\w+)(?:\{(.*)\})? `)
	label := regexp.MustCompile(`(\w+)="([^"]*)"`)
	all := shown{}
	for _, match := range sample.FindAllStringSubmatch(text, -1) {
		name := match[1]
		if all[name] == nil {
			all[name] = map[string]map[string]bool{}
		}
		for _, l := range label.FindAllStringSubmatch(match[2], -1) {
			if all[name][l[1]] == nil {
				all[name][l[1]] = map[string]bool{}
			}
			all[name][l[1]][l[2]] = true
		}
	}
	return all
}

// selector is a name in a query with its matchers.
type selector struct {
	name     string
	matchers [][3]string // label, operator, value
}

// selectors finds what a query of PromQL selects: the words that are neither functions, nor operators, nor labels.
func selectors(query string) []selector {
	const grouping = `\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)`
	query = regexp.MustCompile(grouping).ReplaceAllString(query, " ")
	query = regexp.MustCompile(`\[[^\]]*\]`).ReplaceAllString(query, " ")
	word := regexp.MustCompile(`\b([a-zA-Z_:][\w:]*)\s*(\(|\{[^}]*\})?`)
	matcher := regexp.MustCompile(`(\w+)\s*(=~|!=|!~|=)\s*"([^"]*)"`)
	var all []selector
	for _, match := range word.FindAllStringSubmatch(query, -1) {
		name, rest := match[1], match[2]
		if rest == "(" || slices.Contains([]string{"and", "or", "unless", "bool", "offset", "group_left", "group_right"}, name) {
			continue
		}
		s := selector{name: name}
		for _, m := range matcher.FindAllStringSubmatch(rest, -1) {
			s.matchers = append(s.matchers, [3]string{m[1], m[2], m[3]})
		}
		all = append(all, s)
	}
	return all
}

// problems lists what a query selects that no scrape returns. The label instance comes from Prometheus.
func (all shown) problems(query string) []string {
	found := selectors(query)
	if len(found) == 0 {
		return []string{"it selects nothing"}
	}
	var problems []string
	for _, s := range found {
		labels, ok := all[s.name]
		if !ok {
			problems = append(problems, "there is no metric "+s.name)
			continue
		}
		for _, m := range s.matchers {
			if m[0] == "instance" {
				continue
			}
			for value := range strings.SplitSeq(m[2], "|") {
				if !labels[m[0]][value] {
					problems = append(problems, s.name+" never has "+m[0]+"="+value)
				}
			}
		}
	}
	return problems
}

func readMonitoring(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../deploy/monitoring", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestAlerts: each rule selects metrics that exist, and has a summary and a description.
func TestAlerts(t *testing.T) {
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(readMonitoring(t, "alerts.yaml"), &file); err != nil {
		t.Fatal(err)
	}
	all := showAll(t)
	var names []string
	for _, group := range file.Groups {
		for _, rule := range group.Rules {
			names = append(names, rule.Alert)
			if problems := all.problems(rule.Expr); problems != nil {
				t.Errorf("%s: %v", rule.Alert, problems)
			}
			if rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("%s lacks a severity, a summary or a description", rule.Alert)
			}
		}
	}
	if want := []string{"BulkdialStalled", "BulkdialUnknown", "BulkdialRejects"}; !slices.Equal(names, want) {
		t.Errorf("alerts %v, want %v", names, want)
	}
}

// dashboard is the part of a Grafana dashboard that matters here.
type dashboard struct {
	Templating struct {
		List []struct {
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"list"`
	} `json:"templating"`
	Panels []struct {
		Title      string     `json:"title"`
		Datasource datasource `json:"datasource"`
		GridPos    struct {
			X int `json:"x"`
			Y int `json:"y"`
			W int `json:"w"`
			H int `json:"h"`
		} `json:"gridPos"`
		Targets []struct {
			Expr       string     `json:"expr"`
			Datasource datasource `json:"datasource"`
		} `json:"targets"`
	} `json:"panels"`
}

type datasource struct {
	UID string `json:"uid"`
}

// TestDashboard: each query of each panel selects metrics that exist, from the chosen data source; each metric has a
// panel; and no panel covers another.
func TestDashboard(t *testing.T) {
	const chosen = "${datasource}"
	var d dashboard
	if err := json.Unmarshal(readMonitoring(t, "dashboard.json"), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Templating.List) == 0 || d.Templating.List[0].Name != "datasource" || d.Templating.List[0].Type != "datasource" {
		t.Errorf("the first variable is not the data source: %+v", d.Templating.List)
	}
	all := showAll(t)
	used := map[string]bool{"bulkdial_run_start_timestamp_seconds": true} // used by the alerts alone
	taken := map[[2]int]string{}
	for _, panel := range d.Panels {
		if len(panel.Targets) == 0 || panel.Datasource.UID != chosen {
			t.Errorf("panel %s has no query, or a data source of its own", panel.Title)
		}
		for _, target := range panel.Targets {
			if problems := all.problems(target.Expr); problems != nil {
				t.Errorf("panel %s: %v: %s", panel.Title, problems, target.Expr)
			}
			if target.Datasource.UID != chosen {
				t.Errorf("panel %s asks a data source of its own", panel.Title)
			}
			for _, s := range selectors(target.Expr) {
				used[s.name] = true
			}
		}
		for x := range panel.GridPos.W {
			for y := range panel.GridPos.H {
				cell := [2]int{panel.GridPos.X + x, panel.GridPos.Y + y}
				if other, ok := taken[cell]; ok || cell[0] >= 24 {
					t.Fatalf("panel %s covers %q, or is outside the grid", panel.Title, other)
				}
				taken[cell] = panel.Title
			}
		}
	}
	for name := range all {
		family := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_sum"), "_count")
		if strings.HasPrefix(name, "bulkdial_") && !used[name] && !used[family+"_bucket"] && !used[family+"_sum"] {
			t.Errorf("no panel shows %s", name)
		}
	}
}

// TestQueryCheck: the check of queries finds unknown metrics and label values.
func TestQueryCheck(t *testing.T) {
	all := shown{"a_total": {"x": {"1": true, "2": true}}, "b": {}}
	for query, want := range map[string][]string{
		`sum by (job) (rate(a_total{x="1",instance=~"$instance"}[5m])) / on (instance) group_left (x) b offset 5m > bool 1e3`: nil,
		`a_total{x=~"1|2"} unless ignoring (x) group_left b`:                                                                  nil,
		`a_total{x=~"1|3"} and b{y="z"}`:                                                                                      {"a_total never has x=3", "b never has y=z"},
		`rate(c_total[$__rate_interval]) or time() - b`:                                                                       {"there is no metric c_total"},
		`time() > 5`: {"it selects nothing"},
	} {
		if diff := cmp.Diff(want, all.problems(query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}
