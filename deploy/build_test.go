package deploy_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// TestEverythingBuilds builds each folder that holds a kustomization, and decodes it strictly. A folder that is named
// nowhere in these tests is an error.
func TestEverythingBuilds(t *testing.T) {
	entries, err := os.ReadDir("overlays")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !slices.Contains(runs, entry.Name()) {
			t.Errorf("overlays/%s is not tested", entry.Name())
		}
	}
	for _, m := range allRuns(t) {
		if len(m.jobs) != 1 {
			t.Errorf("%s: %d Jobs and CronJobs, want 1", m.folder, len(m.jobs))
		}
	}
	for _, folder := range setups {
		m := build(t, folder)
		if len(m.claims) != 1 || len(m.namespaces) != 1 || len(m.jobs) != 0 {
			t.Errorf("%s: want a namespace and a claim, and nothing that runs", folder)
		}
	}
	key := build(t, "key")
	if secret := key.secrets["bulkdial-api-key"]; string(secret.Data["api-key"]) != "sk_car_test\n" {
		t.Errorf("key: %v, want the file api-key", key.secrets)
	}
}

// TestNothingThatRunsHoldsTheRecord: what `kubectl delete -k` of a run deletes is never the claim, nor its namespace, nor
// what another run needs: the key, the account of the pods and the policies that let them reach the API.
func TestNothingThatRunsHoldsTheRecord(t *testing.T) {
	for _, m := range allRuns(t) {
		if len(m.claims)+len(m.namespaces)+len(m.secrets) > 0 {
			t.Errorf("%s holds a claim, a namespace or a key", m.folder)
		}
		if len(m.accounts)+len(m.policies)+len(m.services) > 0 {
			t.Errorf("%s holds an account, a policy or a service, which every run needs", m.folder)
		}
	}
}

// TestDeletingOneLeavesTheOthers: two overlays have objects in common only when those are about one and the same Job, so
// that `kubectl delete -k` of a plan or a Job takes nothing from a CronJob, or the other way round.
func TestDeletingOneLeavesTheOthers(t *testing.T) {
	runs := allRuns(t)
	for _, one := range runs {
		for _, other := range runs {
			if one.namespace(t) == other.namespace(t) && !slices.Equal(slices.Collect(maps.Keys(one.jobs)), slices.Collect(maps.Keys(other.jobs))) {
				for name := range one.configs {
					if _, shared := other.configs[name]; shared {
						t.Errorf("%s and %s run apart, and share the ConfigMap %s", one.folder, other.folder, name)
					}
				}
			}
		}
	}
}

// TestNamespaces: a run of the sandbox and a real one share nothing.
func TestNamespaces(t *testing.T) {
	folders := append(allRuns(t), build(t, "setup"), build(t, "setup-shared"), build(t, "key"), build(t, "sandbox"))
	for _, m := range folders {
		want := "bulkdial"
		if strings.Contains(m.folder, "sandbox") {
			want = "bulkdial-sandbox"
		}
		for _, meta := range m.metas {
			if meta.Namespace != want && (meta.Namespace != "" || meta.Name != want) {
				t.Errorf("%s: %s is in namespace %q, want %q", m.folder, meta.Name, meta.Namespace, want)
			}
			if meta.Labels["app.kubernetes.io/name"] != "bulkdial" && !strings.HasPrefix(meta.Name, "bulkdial-") {
				t.Errorf("%s: %s has no label app.kubernetes.io/name: bulkdial", m.folder, meta.Name)
			}
		}
	}
}

// TestImages: each names a version, and the program's is the placeholder of a real run or the image of a sandbox run.
func TestImages(t *testing.T) {
	for _, m := range withPods(t) {
		want := "registry.example.com/bulkdial:v0.1.0"
		if strings.Contains(m.folder, "sandbox") {
			want = "bulkdial:v0.1.0"
		}
		for name, pod := range m.pods {
			for _, c := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
				_, tag, found := strings.Cut(c.Image, ":")
				if !found || tag == "latest" {
					t.Errorf("%s: %s: image %q names no version", m.folder, name, c.Image)
				}
				if strings.Contains(c.Image, "bulkdial") && c.Image != want {
					t.Errorf("%s: %s: image %q, want %q", m.folder, name, c.Image, want)
				}
			}
		}
	}
}

// TestClaims: one node by default, several where shards are spread.
func TestClaims(t *testing.T) {
	for folder, want := range map[string]corev1.PersistentVolumeAccessMode{
		"setup": corev1.ReadWriteOnce, "sandbox": corev1.ReadWriteOnce, "setup-shared": corev1.ReadWriteMany,
	} {
		if got := build(t, folder).claims[0].Spec.AccessModes; !slices.Equal(got, []corev1.PersistentVolumeAccessMode{want}) {
			t.Errorf("%s: access modes %v, want %s", folder, got, want)
		}
	}
}
