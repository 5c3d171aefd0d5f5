package deploy_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// TestRestricted evaluates each pod against the newest restricted Pod Security Standard, as the API server does.
func TestRestricted(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	for _, m := range withPods(t) {
		for name, pod := range m.pods {
			for _, result := range evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec) {
				if !result.Allowed {
					t.Errorf("%s: %s: %s: %s", m.folder, name, result.ForbiddenReason, result.ForbiddenDetail)
				}
			}
		}
	}
	for _, folder := range setups {
		for _, namespace := range build(t, folder).namespaces {
			if namespace.Labels[api.EnforceLevelLabel] != string(api.LevelRestricted) {
				t.Errorf("%s: the namespace does not enforce the standard", folder)
			}
		}
	}
}

// TestHardened checks what the standard leaves open.
func TestHardened(t *testing.T) {
	accounts := build(t, "setup").accounts
	for name, account := range accounts {
		if account.AutomountServiceAccountToken == nil || *account.AutomountServiceAccountToken {
			t.Errorf("the account %s has a token", name)
		}
	}
	for _, m := range withPods(t) {
		for name, pod := range m.pods {
			spec := pod.Spec
			if spec.AutomountServiceAccountToken == nil || *spec.AutomountServiceAccountToken {
				t.Errorf("%s: %s gets a token", m.folder, name)
			}
			if spec.EnableServiceLinks == nil || *spec.EnableServiceLinks {
				t.Errorf("%s: %s gets variables of Services, which may look like the program's", m.folder, name)
			}
			if user := spec.SecurityContext.RunAsUser; user == nil || *user != 65532 {
				t.Errorf("%s: %s: user %v, want 65532 as in the Dockerfile", m.folder, name, user)
			}
			for _, c := range append(spec.InitContainers, spec.Containers...) {
				if root := c.SecurityContext.ReadOnlyRootFilesystem; root == nil || !*root {
					t.Errorf("%s: %s: %s may write to its root", m.folder, name, c.Name)
				}
				bounded(t, m.folder+": "+name+": "+c.Name, c.Resources)
			}
		}
		for name, job := range m.jobs {
			if _, found := accounts[job.Template.Spec.ServiceAccountName]; !found {
				t.Errorf("%s: %s uses the account %q, which is not in the setup", m.folder, name, job.Template.Spec.ServiceAccountName)
			}
		}
	}
}

func bounded(t *testing.T, name string, resources corev1.ResourceRequirements) {
	t.Helper()
	for _, kind := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		request, limit := resources.Requests[kind], resources.Limits[kind]
		if request.IsZero() || limit.Cmp(request) < 0 {
			t.Errorf("%s: %s: request %s, limit %s", name, kind, request.String(), limit.String())
		}
	}
}

// measuredPeak is the most memory that a rerun over 1,000,000 contacts with ids, all known, held.
const measuredPeak = "252Mi"

// TestMemory: the limit is more than twice the peak that was measured, and all of it is reserved, so that a node in need
// of memory has no cause to kill a run.
func TestMemory(t *testing.T) {
	peak := resource.MustParse(measuredPeak)
	peak.Add(peak)
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			resources := program(t, job.Template.Spec).Resources
			request, limit := resources.Requests[corev1.ResourceMemory], resources.Limits[corev1.ResourceMemory]
			if limit.Cmp(peak) <= 0 || request.Cmp(limit) != 0 {
				t.Errorf("%s: %s: memory: request %s, limit %s; want both above %s", m.folder, name, request.String(), limit.String(), peak.String())
			}
		}
	}
}
