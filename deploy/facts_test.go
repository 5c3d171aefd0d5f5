package deploy_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// want is what a combination says, in the words of facts.
func (c combination) want() map[string]string {
	want := map[string]string{
		"workload": "Job bulkdial", "namespace": "bulkdial", "args": "run /data/leads.csv --config=/etc/bulkdial/campaign.yaml --yes",
		"secrets": "bulkdial-api-key", "claim": "bulkdial", "account": "bulkdial", "pod": "bulkdial campaign",
	}
	if c.is(onSchedule) {
		want["workload"], want["schedule"], want["window"] = "CronJob bulkdial", "0,30 8-23 * * 1-5", "8h0m0s"
		want["hours"] = "mon-fri 09:00-20:00, wait 0s"
	}
	if c.is(inShards) {
		want["shards"] = "8"
	}
	if c.is(fetched) {
		want["fetched"] = "s3://example-bucket/leads.csv"
		want["secrets"] += " bulkdial-s3"
	}
	if c.is(planned) {
		want["workload"] += "-plan"
		want["args"] = "plan /data/leads.csv --config=/etc/bulkdial/campaign.yaml"
	}
	if c.is(suspended) {
		want["suspended"] = "true"
	}
	if c.is(sandboxed) {
		want["namespace"], want["base-url"], want["forwarder"] = "bulkdial-sandbox", "http://127.0.0.1:8080", "bulkdial-forwarder"
		want["secrets"] = strings.Replace(want["secrets"], "bulkdial-api-key", "bulkdial-sandbox-key", 1)
	}
	if c.is(onOneNode) {
		want["one node"] = "kubernetes.io/hostname"
	}
	if c.is(scraped) {
		want["metrics"], want["port"], want["label"] = ":9090 60s", "9090", "scraped"
	}
	return want
}

// facts are what can be seen of the one workload of a folder. What is not there has no entry.
func facts(t *testing.T, m *manifests, name string, job batchv1.JobSpec) map[string]string {
	t.Helper()
	pod := job.Template.Spec
	c := program(t, pod)
	variables := environment(c)
	seen := map[string]string{
		"workload": name, "namespace": m.namespace(t), "args": strings.Join(c.Args, " "), "secrets": strings.Join(secretsOf(pod), " "),
		"base-url": settings(t, m, job)["base-url"], "shards": shardsOf(job, variables), "suspended": suspension(m, job),
		"metrics": strings.TrimSpace(variables["BULKDIAL_METRICS_LISTEN"] + " " + variables["BULKDIAL_METRICS_LINGER"]),
		"label":   job.Template.Labels["bulkdial/metrics"],
		"account": pod.ServiceAccountName,
		// What the policies select.
		"pod": job.Template.Labels["app.kubernetes.io/name"] + " " + job.Template.Labels["app.kubernetes.io/component"],
	}
	if hours := variables["BULKDIAL_CALLING_HOURS"]; hours != "" {
		seen["hours"] = hours + ", wait " + variables["BULKDIAL_HOURS_WAIT"]
	}
	for _, v := range pod.Volumes {
		if v.PersistentVolumeClaim != nil {
			seen["claim"] += v.PersistentVolumeClaim.ClaimName
		}
	}
	for _, port := range c.Ports {
		seen["port"] += strconv.Itoa(int(port.ContainerPort))
	}
	for _, init := range pod.InitContainers {
		switch init.Name {
		case "fetch":
			seen["fetched"] += environment(init)["SOURCE"]
		case "forwarder":
			seen["forwarder"] += mounted(pod, init, "/usr/local/etc/haproxy/haproxy.cfg").ConfigMap.Name
		}
	}
	if pod.Affinity != nil {
		for _, term := range pod.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution {
			seen["one node"] += term.TopologyKey
		}
	}
	for _, cron := range m.crons {
		seen["schedule"] = cron.Spec.Schedule
		seen["window"] = (time.Duration(*job.ActiveDeadlineSeconds) * time.Second).String()
	}
	maps.DeleteFunc(seen, func(_, value string) bool { return value == "" })
	return seen
}

// secretsOf are the Secrets that the containers of a pod may read, in any way.
func secretsOf(pod corev1.PodSpec) []string {
	var names []string
	for _, v := range pod.Volumes {
		if v.Secret != nil {
			names = append(names, v.Secret.SecretName)
		}
		if v.Projected != nil || v.CSI != nil {
			names = append(names, "unknown, in the volume "+v.Name)
		}
	}
	for _, c := range slices.Concat(pod.InitContainers, pod.Containers) {
		for _, from := range c.EnvFrom {
			if from.SecretRef != nil {
				names = append(names, from.SecretRef.Name)
			}
		}
		for _, variable := range c.Env {
			if variable.ValueFrom != nil && variable.ValueFrom.SecretKeyRef != nil {
				names = append(names, variable.ValueFrom.SecretKeyRef.Name)
			}
			if strings.Contains(variable.Name, "API_KEY") {
				names = append(names, "a key in "+variable.Name)
			}
		}
	}
	return names
}

// shardsOf is the number of shards on which all places agree that name one, or what they say instead.
func shardsOf(job batchv1.JobSpec, variables map[string]string) string {
	count, perShard := variables["BULKDIAL_SHARD_COUNT"], job.BackoffLimitPerIndex != nil
	if indexed(job) && perShard && count == strconv.Itoa(int(*job.Completions)) && *job.Completions == *job.Parallelism {
		return count
	}
	if !indexed(job) && !perShard && count == "" && *job.Completions == 1 && *job.Parallelism == 1 {
		return ""
	}
	return fmt.Sprintf("indexed %t, tries of each %t, count %q, %d completions, %d at one time",
		indexed(job), perShard, count, *job.Completions, *job.Parallelism)
}

// suspension is "true" where one release starts the workload: that of the Job, or that of the CronJob and not of each of
// its Jobs as well.
func suspension(m *manifests, job batchv1.JobSpec) string {
	waits := job.Suspend != nil && *job.Suspend
	for _, cron := range m.crons {
		if waits {
			return "each Job"
		}
		waits = cron.Spec.Suspend != nil && *cron.Spec.Suspend
	}
	if waits {
		return "true"
	}
	return ""
}
