package deploy_test

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// TestVolumes: each mount has a volume, and each volume names what is in the overlay or made by a setup.
func TestVolumes(t *testing.T) {
	outside, configs := map[string]bool{"bulkdial-s3": true}, map[string]bool{}
	for _, folder := range append(slices.Clone(setups), "key") {
		m := build(t, folder)
		for name := range m.secrets {
			outside[name] = true
		}
		for name := range m.configs {
			configs[name] = true
		}
		for i := range m.claims {
			outside[m.claims[i].Name] = true
		}
	}
	for _, m := range withPods(t) {
		for name, pod := range m.pods {
			volumes := map[string]bool{}
			for _, v := range pod.Spec.Volumes {
				volumes[v.Name] = true
				switch {
				case v.PersistentVolumeClaim != nil && !outside[v.PersistentVolumeClaim.ClaimName],
					v.Secret != nil && !outside[v.Secret.SecretName]:
					t.Errorf("%s: %s: volume %s names what no setup makes", m.folder, name, v.Name)
				case v.ConfigMap != nil:
					if _, found := m.configs[v.ConfigMap.Name]; !found && !configs[v.ConfigMap.Name] {
						t.Errorf("%s: %s: there is no ConfigMap %s", m.folder, name, v.ConfigMap.Name)
					}
				}
			}
			for _, c := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
				for _, mount := range c.VolumeMounts {
					if !volumes[mount.Name] {
						t.Errorf("%s: %s: %s mounts %s, which is no volume", m.folder, name, c.Name, mount.Name)
					}
				}
			}
		}
	}
}

// TestPaths: the contacts are in the claim, the configuration and the key are files of what is mounted, and the
// temporary folder can be written to.
func TestPaths(t *testing.T) {
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			pod := job.Template.Spec
			c := program(t, pod)
			contacts, config := c.Args[1], flagOf(t, c.Args, "config")
			if v := mounted(pod, c, contacts); v == nil || v.PersistentVolumeClaim == nil {
				t.Errorf("%s: %s: the contacts %s are not in the claim", m.folder, name, contacts)
			}
			if v := mounted(pod, c, config); v == nil || v.ConfigMap == nil || m.configs[v.ConfigMap.Name].Data[path.Base(config)] == "" {
				t.Errorf("%s: %s: no ConfigMap holds %s", m.folder, name, config)
			}
			key := settings(t, m, job)["api-key-file"]
			secret := mounted(pod, c, key)
			if secret == nil || secret.Secret == nil || path.Base(key) != "api-key" {
				t.Errorf("%s: %s: no Secret holds the key %s", m.folder, name, key)
			} else if mode := secret.Secret.DefaultMode; mode == nil || *mode != 0o440 {
				t.Errorf("%s: %s: the key's mode is %v, want 0440: for the group of fsGroup alone", m.folder, name, mode)
			}
			if v := mounted(pod, c, environment(c)["TMPDIR"]+"/x"); v == nil || v.EmptyDir == nil || v.EmptyDir.SizeLimit == nil {
				t.Errorf("%s: %s: TMPDIR is no bounded emptyDir", m.folder, name)
			}
		}
	}
}

// mounted returns the volume that holds a file of a container, or nil.
func mounted(pod corev1.PodSpec, c corev1.Container, file string) *corev1.Volume {
	for _, mount := range c.VolumeMounts {
		if mount.MountPath != path.Dir(file) {
			continue
		}
		for i := range pod.Volumes {
			if pod.Volumes[i].Name == mount.Name {
				return &pod.Volumes[i]
			}
		}
	}
	return nil
}

// margin is what a run may take after the drain, to write and sync what came of it.
const margin = 15 * time.Second

// TestGracePeriod: a run that a signal stops is not killed while it waits for answers.
func TestGracePeriod(t *testing.T) {
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			values := settings(t, m, job)
			drain, err := time.ParseDuration(values["drain-timeout"])
			if err != nil {
				t.Fatalf("%s: %s: drain-timeout: %v", m.folder, name, err)
			}
			grace := time.Duration(*job.Template.Spec.TerminationGracePeriodSeconds) * time.Second
			if grace < drain+margin {
				t.Errorf("%s: %s: the pod is killed after %s, a drain takes up to %s", m.folder, name, grace, drain)
			}
		}
	}
}

// TestFlags: what the manifests set exists.
func TestFlags(t *testing.T) {
	known := map[string]map[string]bool{"run": flagsOf(t, "run"), "plan": flagsOf(t, "plan"), "sandbox": flagsOf(t, "sandbox")}
	for _, m := range append(allRuns(t), build(t, "sandbox")) {
		for name, pod := range m.pods {
			for _, c := range pod.Spec.Containers {
				flags, found := known[c.Args[0]]
				if !found {
					t.Errorf("%s: %s: there is no command %s", m.folder, name, c.Args[0])
				}
				for _, arg := range c.Args[1:] {
					flag, _, _ := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
					if strings.HasPrefix(arg, "--") && !flags[flag] {
						t.Errorf("%s: %s: %s has no flag --%s", m.folder, name, c.Args[0], flag)
					}
				}
				for variable := range environment(c) {
					flag := flagName(variable)
					if flag != "" && !flags[flag] && !known["run"][flag] {
						t.Errorf("%s: %s: %s stands for no flag of %s", m.folder, name, variable, c.Args[0])
					}
				}
			}
		}
		for name, config := range m.configs {
			for flag := range campaign(t, config) {
				if !known["run"][flag] {
					t.Errorf("%s: %s: there is no flag --%s", m.folder, name, flag)
				}
			}
		}
	}
}

// TestSandboxIsReached: a run of the sandbox talks to its own machine, where the forwarder listens for the Service,
// which selects the sandbox; a real run uses only the default.
func TestSandboxIsReached(t *testing.T) {
	sandbox := build(t, "sandbox")
	service, deployment := sandbox.services[0], sandbox.deployments[0]
	for key, value := range service.Spec.Selector {
		if deployment.Spec.Template.Labels[key] != value {
			t.Errorf("the Service selects %s=%s, the Deployment's pods have %v", key, value, deployment.Spec.Template.Labels)
		}
	}
	for _, m := range allRuns(t) {
		for name, job := range m.jobs {
			address, set := settings(t, m, job)["base-url"]
			if set != strings.Contains(m.folder, "sandbox") {
				t.Errorf("%s: %s: base-url is %q", m.folder, name, address)
			}
			if set {
				forwards(t, m.folder, job, sandbox.configs, strings.TrimPrefix(address, "http://"), service.Name+":8080")
			}
		}
	}
}

func forwards(t *testing.T, folder string, job batchv1.JobSpec, configs map[string]corev1.ConfigMap, from, to string) {
	t.Helper()
	sidecar := job.Template.Spec.InitContainers[0]
	if sidecar.RestartPolicy == nil || *sidecar.RestartPolicy != corev1.ContainerRestartPolicyAlways {
		t.Errorf("%s: the forwarder is no sidecar: the run would wait for its end", folder)
	}
	volume := mounted(job.Template.Spec, sidecar, "/usr/local/etc/haproxy/haproxy.cfg")
	text := configs[volume.ConfigMap.Name].Data["haproxy.cfg"]
	if !strings.Contains(text, "bind "+from) || !strings.Contains(text, "server sandbox "+to) {
		t.Errorf("%s: the forwarder does not lead from %s to %s:\n%s", folder, from, to, text)
	}
}

// settings are the values of flags that are in force for a Job: the arguments win over the environment, and the
// environment over campaign.yaml.
func settings(t *testing.T, m *manifests, job batchv1.JobSpec) map[string]string {
	t.Helper()
	c := program(t, job.Template.Spec)
	volume := mounted(job.Template.Spec, c, flagOf(t, c.Args, "config"))
	values := map[string]string{}
	maps.Copy(values, campaign(t, m.configs[volume.ConfigMap.Name]))
	for variable, value := range environment(c) {
		if flag := flagName(variable); flag != "" {
			values[flag] = value
		}
	}
	for _, arg := range c.Args {
		if flag, value, found := strings.Cut(arg, "="); found {
			values[strings.TrimPrefix(flag, "--")] = value
		}
	}
	return values
}
