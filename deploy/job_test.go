package deploy_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// exitSource is where the program has its exit codes.
const exitSource = "../cmd/bulkdial/internal/exit/exit.go"

// exitCodes reads the constants of the program: Usage is 2.
func exitCodes(t *testing.T) map[string]int32 {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), exitSource, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]int32{}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.INT {
			code, _ := constant.Int64Val(constant.MakeFromLiteral(literal.Value, literal.Kind, 0))
			codes[spec.Names[0].Name] = int32(code)
		}
		return true
	})
	return codes
}

// signalCodes are the exit codes of a run that a signal has stopped.
var signalCodes = []int32{129, 130, 143}

// TestExitCodes holds the codes of the policy against those of the program: each code has its one meaning, and a code
// that is new to the program must be given one here.
func TestExitCodes(t *testing.T) {
	codes := exitCodes(t)
	known := []string{"Look", "Machine", "OK", "Outage", "Paused", "Usage"}
	if diff := cmp.Diff(known, slices.Sorted(maps.Keys(codes))); diff != "" {
		t.Fatalf("the program's exit codes have changed (-known +exit.go):\n%s", diff)
	}
	help, err := os.ReadFile(exitSource)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range signalCodes {
		if !strings.Contains(string(help), strconv.Itoa(int(code))) {
			t.Errorf("the program does not document exit code %d", code)
		}
	}
	look, paused, usage := codes["Look"], codes["Paused"], codes["Usage"]
	whole := map[batchv1.PodFailurePolicyAction][]int32{
		batchv1.PodFailurePolicyActionFailJob: {usage, look, paused},
		batchv1.PodFailurePolicyActionIgnore:  signalCodes,
	}
	sharded := map[batchv1.PodFailurePolicyAction][]int32{
		batchv1.PodFailurePolicyActionFailJob:   {usage},
		batchv1.PodFailurePolicyActionFailIndex: {look, paused},
		batchv1.PodFailurePolicyActionIgnore:    signalCodes,
	}
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			want := whole
			if indexed(job) {
				want = sharded
			}
			if diff := cmp.Diff(want, policyCodes(t, job)); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", m.folder, name, diff)
			}
		}
	}
}

// policyCodes returns the exit codes of a Job's policy by action, checks that no code is named twice, and that a
// disruption is ignored after what the exit code has settled.
func policyCodes(t *testing.T, job batchv1.JobSpec) map[batchv1.PodFailurePolicyAction][]int32 {
	t.Helper()
	got := map[batchv1.PodFailurePolicyAction][]int32{}
	seen := map[int32]bool{}
	disruption := false
	for _, rule := range job.PodFailurePolicy.Rules {
		for _, condition := range rule.OnPodConditions {
			disruption = condition.Type == corev1.DisruptionTarget && condition.Status == corev1.ConditionTrue &&
				rule.Action == batchv1.PodFailurePolicyActionIgnore
		}
		if rule.OnExitCodes == nil {
			continue
		}
		if disruption && rule.Action != batchv1.PodFailurePolicyActionIgnore {
			t.Errorf("%s comes after the rule of disruptions", rule.Action)
		}
		if rule.OnExitCodes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn || rule.OnExitCodes.ContainerName == nil ||
			*rule.OnExitCodes.ContainerName != program(t, job.Template.Spec).Name {
			t.Errorf("rule %v is not about the container of the program", rule)
		}
		for _, code := range rule.OnExitCodes.Values {
			if seen[code] {
				t.Errorf("exit code %d is named twice", code)
			}
			seen[code] = true
		}
		got[rule.Action] = append(got[rule.Action], rule.OnExitCodes.Values...)
	}
	if !disruption {
		t.Error("disruptions are not ignored")
	}
	return got
}

func indexed(job batchv1.JobSpec) bool {
	return job.CompletionMode != nil && *job.CompletionMode == batchv1.IndexedCompletion
}

// TestJobs checks what keeps two pods from one campaign, and failures from being repeated without end.
func TestJobs(t *testing.T) {
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			if job.PodReplacementPolicy == nil || *job.PodReplacementPolicy != batchv1.Failed {
				t.Errorf("%s: %s: a pod may be replaced before it has ended", m.folder, name)
			}
			if job.Template.Spec.RestartPolicy != corev1.RestartPolicyNever {
				t.Errorf("%s: %s: restartPolicy %s, want Never", m.folder, name, job.Template.Spec.RestartPolicy)
			}
			if job.TTLSecondsAfterFinished != nil {
				t.Errorf("%s: %s: a Job that vanishes is started anew by whatever keeps the manifests applied", m.folder, name)
			}
			tries := job.BackoffLimit
			if indexed(job) {
				tries = job.BackoffLimitPerIndex
			}
			if tries == nil || *tries > 5 {
				t.Errorf("%s: %s: no bound on failures, or a large one", m.folder, name)
			}
		}
	}
}

// TestShards: as many pods as shards, all at the same time, and the program gets their number.
func TestShards(t *testing.T) {
	for _, folder := range []string{"overlays/indexed", "overlays/sandbox-indexed"} {
		job := build(t, folder).jobs["Job bulkdial"]
		if !indexed(job) || job.BackoffLimit != nil {
			t.Errorf("%s: completionMode %v, backoffLimit %v", folder, job.CompletionMode, job.BackoffLimit)
		}
		shards := environment(program(t, job.Template.Spec))["BULKDIAL_SHARD_COUNT"]
		if shards != strconv.Itoa(int(*job.Completions)) || *job.Completions != *job.Parallelism {
			t.Errorf("%s: %s shards, %d completions, %d at one time", folder, shards, *job.Completions, *job.Parallelism)
		}
	}
	for _, folder := range []string{"overlays/oneshot", "overlays/cron", "overlays/sandbox"} {
		for name, job := range build(t, folder).jobs {
			if indexed(job) || *job.Completions != 1 || *job.Parallelism != 1 {
				t.Errorf("%s: %s has several pods", folder, name)
			}
		}
	}
	affinity := build(t, "overlays/sandbox-indexed").jobs["Job bulkdial"].Template.Spec.Affinity
	if affinity == nil || len(affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution) != 1 {
		t.Error("sandbox-indexed: the pods may land on nodes that cannot mount the claim")
	}
}

// TestCron: one run at a time, starts that are missed do not pile up, and the window ends before the next one opens.
func TestCron(t *testing.T) {
	crons := build(t, "overlays/cron").crons
	if len(crons) != 1 {
		t.Fatalf("%d CronJobs, want 1", len(crons))
	}
	spec := crons[0].Spec
	if spec.ConcurrencyPolicy != batchv1.ForbidConcurrent || spec.StartingDeadlineSeconds == nil || spec.TimeZone == nil {
		t.Errorf("concurrencyPolicy %s, startingDeadlineSeconds %v, timeZone %v", spec.ConcurrencyPolicy, spec.StartingDeadlineSeconds, spec.TimeZone)
	}
	if window := spec.JobTemplate.Spec.ActiveDeadlineSeconds; window == nil || *window+*spec.StartingDeadlineSeconds > 24*3600 {
		t.Errorf("activeDeadlineSeconds %v: the run may go on over the next day's start", window)
	}
}

// TestReview: only the variant for review waits.
func TestReview(t *testing.T) {
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			waits := job.Suspend != nil && *job.Suspend
			if waits != (m.folder == "overlays/review") {
				t.Errorf("%s: %s: suspend is %t", m.folder, name, waits)
			}
		}
	}
}
