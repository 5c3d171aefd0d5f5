package deploy_test

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// What is built: a folder each, with what it is for.
var (
	runs     = []string{"oneshot", "indexed", "cron", "plan", "review", "s3", "sandbox", "sandbox-indexed", "with-metrics"}
	setups   = []string{"setup", "setup-shared", "sandbox"}
	testOnly = map[string]string{
		"overlays/with-metrics": "resources: [../oneshot]\ncomponents: [../../components/metrics]\n",
	}
)

// manifests are the objects of one folder, by kind.
type manifests struct {
	folder      string
	jobs        map[string]batchv1.JobSpec // also of a CronJob
	crons       []batchv1.CronJob
	pods        map[string]corev1.PodTemplateSpec
	deployments []appsv1.Deployment
	services    []corev1.Service
	claims      []corev1.PersistentVolumeClaim
	configs     map[string]corev1.ConfigMap
	secrets     map[string]corev1.Secret
	accounts    map[string]corev1.ServiceAccount
	policies    []networkingv1.NetworkPolicy
	namespaces  []corev1.Namespace
	metas       []metav1.ObjectMeta
}

// allRuns are the overlays, and both setups that hold pods.
func allRuns(t *testing.T) []*manifests {
	t.Helper()
	all := make([]*manifests, 0, len(runs))
	for _, name := range runs {
		all = append(all, build(t, "overlays/"+name))
	}
	return all
}

// withPods is everything that holds a pod: the runs, the sandbox, and the pod of `claim`.
func withPods(t *testing.T) []*manifests {
	t.Helper()
	files := newManifests("files")
	text, err := os.ReadFile("files/pod.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files.add(t, text)
	return append(allRuns(t), build(t, "sandbox"), files)
}

// build runs kustomize on a folder, in a copy of this tree that also holds a key, and decodes what it prints.
func build(t *testing.T, folder string) *manifests {
	t.Helper()
	tree := copyTree(t)
	for name, text := range testOnly {
		kustomization(t, tree, name, text)
	}
	m, err := render(t, tree, folder)
	if err != nil {
		t.Fatalf("building %s: %v", folder, err)
	}
	return m
}

// render runs kustomize on a folder of a tree, and decodes what it prints. The error is that of kustomize.
func render(t *testing.T, tree filesys.FileSystem, folder string) (*manifests, error) {
	t.Helper()
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(tree, path.Join("/deploy", folder))
	if err != nil {
		return nil, err
	}
	m := newManifests(folder)
	for _, object := range built.Resources() {
		text, err := object.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		m.add(t, text)
	}
	return m, nil
}

// copyTree returns this tree with a key, in memory.
func copyTree(t *testing.T) filesys.FileSystem {
	t.Helper()
	tree := filesys.MakeFsInMemory()
	err := filepath.WalkDir(".", func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, ".go") {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return tree.WriteFile(path.Join("/deploy", filepath.ToSlash(name)), text)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.WriteFile("/deploy/key/api-key", []byte("sk_car_test\n")); err != nil {
		t.Fatal(err)
	}
	return tree
}

// kustomization writes the kustomization of a folder.
func kustomization(t *testing.T, tree filesys.FileSystem, folder, text string) {
	t.Helper()
	header := "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
	if err := tree.WriteFile(path.Join("/deploy", folder, "kustomization.yaml"), []byte(header+text)); err != nil {
		t.Fatal(err)
	}
}

func newManifests(folder string) *manifests {
	return &manifests{
		folder: folder, jobs: map[string]batchv1.JobSpec{}, pods: map[string]corev1.PodTemplateSpec{},
		configs: map[string]corev1.ConfigMap{}, secrets: map[string]corev1.Secret{}, accounts: map[string]corev1.ServiceAccount{},
	}
}

// add decodes one document. A field that Kubernetes does not know, or a kind that is not expected, is an error.
func (m *manifests) add(t *testing.T, text []byte) {
	t.Helper()
	var head metav1.TypeMeta
	if err := yaml.Unmarshal(text, &head); err != nil {
		t.Fatal(err)
	}
	switch head.APIVersion + " " + head.Kind {
	case "batch/v1 Job":
		o := strict[batchv1.Job](t, m, text)
		m.meta(o.ObjectMeta).job("Job "+o.Name, o.Spec)
	case "batch/v1 CronJob":
		o := strict[batchv1.CronJob](t, m, text)
		m.crons = append(m.crons, o)
		m.meta(o.ObjectMeta).job("CronJob "+o.Name, o.Spec.JobTemplate.Spec)
	case "apps/v1 Deployment":
		o := strict[appsv1.Deployment](t, m, text)
		m.deployments = append(m.deployments, o)
		m.meta(o.ObjectMeta).pods["Deployment "+o.Name] = o.Spec.Template
	case "v1 Pod":
		o := strict[corev1.Pod](t, m, text)
		m.meta(o.ObjectMeta).pods["Pod "+o.Name] = corev1.PodTemplateSpec{ObjectMeta: o.ObjectMeta, Spec: o.Spec}
	case "v1 Service":
		o := strict[corev1.Service](t, m, text)
		m.services = append(m.meta(o.ObjectMeta).services, o)
	case "v1 PersistentVolumeClaim":
		o := strict[corev1.PersistentVolumeClaim](t, m, text)
		m.claims = append(m.meta(o.ObjectMeta).claims, o)
	case "v1 ConfigMap":
		o := strict[corev1.ConfigMap](t, m, text)
		m.meta(o.ObjectMeta).configs[o.Name] = o
	case "v1 Secret":
		o := strict[corev1.Secret](t, m, text)
		m.meta(o.ObjectMeta).secrets[o.Name] = o
	case "v1 ServiceAccount":
		o := strict[corev1.ServiceAccount](t, m, text)
		m.meta(o.ObjectMeta).accounts[o.Name] = o
	case "networking.k8s.io/v1 NetworkPolicy":
		o := strict[networkingv1.NetworkPolicy](t, m, text)
		m.policies = append(m.meta(o.ObjectMeta).policies, o)
	case "v1 Namespace":
		o := strict[corev1.Namespace](t, m, text)
		m.namespaces = append(m.meta(o.ObjectMeta).namespaces, o)
	default:
		t.Fatalf("%s: no test knows %s %s", m.folder, head.APIVersion, head.Kind)
	}
}

func strict[T any](t *testing.T, m *manifests, text []byte) T {
	t.Helper()
	var object T
	if err := yaml.UnmarshalStrict(text, &object); err != nil {
		t.Fatalf("%s: %v\n%s", m.folder, err, text)
	}
	return object
}

func (m *manifests) meta(meta metav1.ObjectMeta) *manifests {
	m.metas = append(m.metas, meta)
	return m
}

func (m *manifests) job(name string, spec batchv1.JobSpec) {
	m.jobs[name] = spec
	m.pods[name] = spec.Template
}

// program is the container of a pod that runs bulkdial, and the forwarder's is not.
func program(t *testing.T, pod corev1.PodSpec) corev1.Container {
	t.Helper()
	for _, c := range pod.Containers {
		if c.Name == "bulkdial" {
			return c
		}
	}
	t.Fatal("no container is named bulkdial")
	return corev1.Container{}
}

// namespace is the one that all objects of a folder are in.
func (m *manifests) namespace(t *testing.T) string {
	t.Helper()
	for _, meta := range m.metas {
		if meta.Namespace != m.metas[0].Namespace {
			t.Errorf("%s: %s is in namespace %q, %s in %q", m.folder, m.metas[0].Name, m.metas[0].Namespace, meta.Name, meta.Namespace)
		}
	}
	return m.metas[0].Namespace
}
