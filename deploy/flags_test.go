package deploy_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// flagsOf asks the program for the flags of a command.
func flagsOf(t *testing.T, command string) map[string]bool {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/bulkdial", command, "--help=all")
	cmd.Dir = ".."
	help, err := cmd.Output()
	if err != nil {
		t.Fatalf("asking %s for its flags: %v", command, err)
	}
	flags := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)`).FindAllStringSubmatch(string(help), -1) {
		flags[match[1]] = true
	}
	if len(flags) < 4 {
		t.Fatalf("%s shows %d flags only", command, len(flags))
	}
	return flags
}

// flagOf returns the value of a flag that must be among the arguments.
func flagOf(t *testing.T, args []string, name string) string {
	t.Helper()
	for _, arg := range args {
		if value, found := strings.CutPrefix(arg, "--"+name+"="); found {
			return value
		}
	}
	t.Fatalf("no --%s= in %q", name, args)
	return ""
}

// flagName is the flag that a variable stands for, or nothing. The number of shards is no flag.
func flagName(variable string) string {
	flag, found := strings.CutPrefix(variable, "BULKDIAL_")
	if !found || variable == "BULKDIAL_SHARD_COUNT" {
		return ""
	}
	return strings.ToLower(strings.ReplaceAll(flag, "_", "-"))
}

func environment(c corev1.Container) map[string]string {
	values := map[string]string{}
	for _, variable := range c.Env {
		values[variable.Name] = variable.Value
	}
	return values
}

// campaign reads the settings of a ConfigMap's campaign.yaml; those of another ConfigMap are none.
func campaign(t *testing.T, config corev1.ConfigMap) map[string]string {
	t.Helper()
	values := map[string]any{}
	if err := yaml.Unmarshal([]byte(config.Data["campaign.yaml"]), &values); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for key, value := range values {
		text, _ := value.(string)
		texts[key] = text
	}
	return texts
}
