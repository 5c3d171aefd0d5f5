package deploy_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// What an overlay or a component says of the workload. Whatever it is combined with, that holds, or nothing is rendered.
const (
	onSchedule = "on a schedule"
	inShards   = "in shards"
	fetched    = "fetched"
	planned    = "planned"
	suspended  = "suspended"
	sandboxed  = "sandboxed"
	onOneNode  = "on one node"
	scraped    = "scraped"
)

var (
	overlaySays = map[string][]string{
		"oneshot": nil, "cron": {onSchedule}, "indexed": {inShards}, "s3": {fetched}, "plan": {planned}, "review": {suspended},
		"sandbox": {sandboxed}, "sandbox-indexed": {sandboxed, inShards, onOneNode},
	}
	componentSays = map[string]string{
		"metrics": scraped, "one-node": onOneNode, "plan": planned, "sandbox": sandboxed, "suspended": suspended,
	}
)

// combination is a kustomization of an operator: components over an overlay, which may be laid over another one.
type combination struct {
	name string
	says []string
}

func (c combination) is(word string) bool { return slices.Contains(c.says, word) }

// twice reports whether two parts say the same.
func (c combination) twice(word string) bool {
	first := slices.Index(c.says, word)
	return first >= 0 && slices.Contains(c.says[first+1:], word)
}

// everyOrder takes 5216 builds instead of 720: some minutes.
var everyOrder = flag.Bool("every-order", false, "lay components in every order; else each pair comes in both orders")

// TestComponents lays each set of components over each overlay: in a kustomization of its own, and in a copy of the
// overlay. Only a plan of a plan may fail.
func TestComponents(t *testing.T) {
	tree := copyTree(t)
	for _, overlay := range slices.Sorted(maps.Keys(overlaySays)) {
		for _, components := range componentLists() {
			c := combination{name: overlay + " with " + strings.Join(components, ", "), says: slices.Clone(overlaySays[overlay])}
			for _, component := range components {
				c.says = append(c.says, componentSays[component])
			}
			layOver(t, tree, "overlays/mine", overlay, components)
			c.check(t, tree, "overlays/mine", !c.twice(planned))
			if !*everyOrder && !slices.IsSorted(components) {
				continue
			}
			copyOverlay(t, tree, "overlays/mine", overlay, addComponents(components))
			c.name = "a copy of " + c.name
			c.check(t, tree, "overlays/mine", !c.twice(planned))
		}
	}
}

// componentLists are the sets of components, each in the order of names and its reverse, or in every order.
func componentLists() [][]string {
	lists := arrangements(slices.Sorted(maps.Keys(componentSays)))
	return slices.DeleteFunc(lists, func(list []string) bool {
		falling := slices.IsSortedFunc(list, func(a, b string) int { return strings.Compare(b, a) })
		return !*everyOrder && !slices.IsSorted(list) && !falling
	})
}

// TestOverlaysOverOverlays gives each overlay each other one as its resource, and lays each component over both.
func TestOverlaysOverOverlays(t *testing.T) {
	tree := copyTree(t)
	for _, upper := range slices.Sorted(maps.Keys(overlaySays)) {
		for _, lower := range slices.Sorted(maps.Keys(overlaySays)) {
			c := combination{name: upper + " over " + lower, says: slices.Concat(overlaySays[upper], overlaySays[lower])}
			copyOverlay(t, tree, "overlays/upper", upper, withResource(lower))
			c.check(t, tree, "overlays/upper", c.fits(upper, lower))
			for component, says := range componentSays {
				with := combination{name: c.name + " with " + component, says: append(slices.Clone(c.says), says)}
				layOver(t, tree, "overlays/mine", "upper", []string{component})
				with.check(t, tree, "overlays/mine", with.fits(upper, lower))
			}
		}
	}
}

// fits reports whether an overlay laid over another is something that exists: there are no shards on a schedule, and
// what is made for a CronJob or for shards needs them.
func (c combination) fits(upper, lower string) bool {
	switch {
	case c.twice(planned), upper == "cron" && lower != "cron", upper == "indexed" && lower == "cron":
		return false
	case upper == "sandbox-indexed":
		return slices.Contains(overlaySays[lower], inShards)
	}
	return true
}

// TestComponentsOverNothing: a component fails over what holds no workload, and over two of them.
func TestComponentsOverNothing(t *testing.T) {
	tree := copyTree(t)
	for component := range componentSays {
		for _, resources := range [][]string{{"../../setup"}, {"../../sandbox"}, {"../../key"}, {"../oneshot", "../plan"}, {"../oneshot", "../cron"}} {
			text, err := yaml.Marshal(map[string]any{"resources": resources, "components": componentPaths([]string{component})})
			if err != nil {
				t.Fatal(err)
			}
			kustomization(t, tree, "overlays/mine", string(text))
			if _, err := render(t, tree, "overlays/mine"); err == nil {
				t.Errorf("%s over %v is rendered", component, resources)
			}
		}
	}
}

// TestAllAreCombined: an overlay or a component that is new takes part.
func TestAllAreCombined(t *testing.T) {
	tree := copyTree(t)
	for folder, known := range map[string][]string{
		"overlays": slices.Sorted(maps.Keys(overlaySays)), "components": slices.Sorted(maps.Keys(componentSays)),
	} {
		names, err := tree.ReadDir("/deploy/" + folder)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		if diff := cmp.Diff(known, names); diff != "" {
			t.Errorf("%s (-known +there):\n%s", folder, diff)
		}
	}
}

// TestCronJobIsTheJob: with each set of components a CronJob starts the Job that the overlay for one Job has, apart from its calling hours.
func TestCronJobIsTheJob(t *testing.T) {
	tree := copyTree(t)
	copyOverlay(t, tree, "overlays/cron-s3", "s3", withResource("cron"))
	for cron, once := range map[string]string{"cron": "oneshot", "cron-s3": "s3"} {
		for _, components := range componentLists() {
			if !slices.IsSorted(components) {
				continue
			}
			var specs []batchv1.JobSpec
			for _, overlay := range []string{once, cron} {
				layOver(t, tree, "overlays/mine", overlay, components)
				m, err := render(t, tree, "overlays/mine")
				if err != nil {
					t.Fatal(err)
				}
				for _, spec := range m.jobs {
					spec.Suspend, spec.ActiveDeadlineSeconds = nil, nil
					for i := range spec.Template.Spec.Containers {
						c := &spec.Template.Spec.Containers[i]
						c.Env = slices.DeleteFunc(c.Env, func(v corev1.EnvVar) bool { return strings.Contains(v.Name, "_HOURS") })
					}
					mounted(spec.Template.Spec, program(t, spec.Template.Spec), "/etc/bulkdial/campaign.yaml").ConfigMap.Name = ""
					specs = append(specs, spec)
				}
			}
			if diff := cmp.Diff(specs[0], specs[1]); diff != "" {
				t.Errorf("%s and %s with %v (-Job +CronJob):\n%s", once, cron, components, diff)
			}
		}
	}
}

// TestSandboxNeverStartsBesideTheRealFiles: an operator who moves a run of the sandbox into the namespace of real
// campaigns gets pods that wait for a Secret which that namespace does not have.
func TestSandboxNeverStartsBesideTheRealFiles(t *testing.T) {
	for _, overlay := range []string{"overlays/sandbox", "overlays/sandbox-indexed"} {
		for _, job := range build(t, overlay).jobs {
			for _, secret := range secretsOf(job.Template.Spec) {
				for _, folder := range []string{"setup", "setup-shared", "key"} {
					if _, found := build(t, folder).secrets[secret]; found {
						t.Errorf("%s would start: %s holds its Secret %s", overlay, folder, secret)
					}
				}
			}
		}
	}
}

// check renders a combination. When it ought to be rendered it must be; when not, it must fail.
func (c combination) check(t *testing.T, tree filesys.FileSystem, folder string, rendered bool) {
	t.Helper()
	m, err := render(t, tree, folder)
	if (err == nil) != rendered {
		t.Errorf("%s: rendered: %t, want %t: %v", c.name, err == nil, rendered, err)
	}
	if err != nil {
		return
	}
	if len(m.jobs) != 1 {
		t.Errorf("%s: %d Jobs and CronJobs, want 1", c.name, len(m.jobs))
	}
	for name, job := range m.jobs {
		if diff := cmp.Diff(c.want(), facts(t, m, name, job)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
