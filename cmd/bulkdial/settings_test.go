package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/internal/campaign/settings"
)

// settingsCampaign is a campaign that had a first run, with flags.
type settingsCampaign struct {
	*faultCampaign
	api *faultServer
}

const settingsContacts = "phone,second,id,country,name\n+14155550101,+14155550101,a,US,Anna\n+14155550102,+14155550102,b,US,Bo\n"

func newSettingsCampaign(t *testing.T, given ...string) *settingsCampaign {
	t.Helper()
	c := &settingsCampaign{newFaultCampaign(t, 2), newFaultServer(t, accepting)}
	c.write(settingsContacts)
	for name, text := range map[string]string{"dnc.csv": "+14155550909\n", "more.csv": "+14155550908\n"} {
		if err := os.WriteFile(c.beside(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.run(c.api.url(), given...).want(t, exit.OK)
	return c
}

func (c *settingsCampaign) beside(name string) string {
	return filepath.Join(filepath.Dir(c.path), name)
}

func (c *settingsCampaign) write(contacts string) {
	c.t.Helper()
	if err := os.WriteFile(c.path, []byte(contacts), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// setting returns what status --settings says of a flag.
func (c *settingsCampaign) setting(name string, env, args []string) show.SettingJSON {
	c.t.Helper()
	out := startFault(c.t, append([]string{"status", c.path, "--settings", "--json"}, args...), withEnv(env)).wait()
	out.want(c.t, exit.OK)
	var all []show.SettingJSON
	if err := json.Unmarshal([]byte(out.stdout), &all); err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s show.SettingJSON) bool { return s.Name == name })
	if i < 0 {
		c.t.Fatalf("there is no --%s in %s", name, out.stdout)
	}
	return all[i]
}

// TestSettingsTable: each class of flags, in each layer, in a second run.
func TestSettingsTable(t *testing.T) {
	t.Parallel()
	const refused, taken, united = "refused", "taken", "united"
	for _, tt := range []struct {
		flag, was, is, want string
	}{
		{"region", "US", "US", taken},
		{"region", "US", "us", taken},
		{"region", "US", "GB", refused},
		{"region", "", "US", refused},
		{"id-column", "", "id", refused},
		{"id-column", "id", "name", refused},
		{"number-column", "phone", "second", refused},
		{"number-column", "", "phone", taken},
		{"region-column", "", "country", refused},
		{"number-check", "valid", "possible", refused},
		{"duplicates", "skip", "allow", refused},
		{"duplicates", "", "skip", taken},
		{"encoding", "", "utf-8", taken},
		{"encoding", "", "windows-1252", refused},
		{"delimiter", "", "comma", taken},
		{"delimiter", "comma", ",", taken},
		{"max-attempts", "3", "2", taken},
		{"max-attempts", "2", "3", refused},
		{"max-attempts", "", "4", refused},
		{"destinations", "US", "US,CA", refused},
		{"destinations", "US,CA", "US", taken},
		{"destinations", "", "US", taken},
		{"allow-number-types", "", "premium_rate", refused},
		{"allow-number-types", "premium_rate", "shared_cost", refused},
		{"require", "name", "name,country", taken},
		{"require", "name,country", "name", refused},
		{"strict", "true", "false", refused},
		{"strict", "false", "true", taken},
		{"suppress-header", "yes", "no", refused},
		{"suppress-header", "", "no", taken},
		{"suppress-format", "ftc", "ftc", taken},
		{"suppress", "dnc.csv", "more.csv", united},
		{"suppress", "dnc.csv", "dnc.csv", taken},
		{"agent-id", "agent_a", "agent_b", taken},
		{"from-number-id", "ap_1,ap_2", "ap_3", taken},
		{"metadata", "name", "country", taken},
		{"set", "source=web", "source=app", taken},
		{"ref-key", "ref", "call", taken},
	} {
		t.Run(fmt.Sprintf("%s %s, then %s", tt.flag, tt.was, tt.is), func(t *testing.T) {
			t.Parallel()
			value := func(c *settingsCampaign, text string) string {
				if tt.flag == "suppress" {
					return c.beside(text)
				}
				return text
			}
			c := newSettingsCampaign(t)
			if tt.was != "" {
				c = newSettingsCampaign(t, "--"+tt.flag+"="+value(c, tt.was))
			}
			if tt.flag == "suppress" {
				c = newSettingsCampaign(t)
				c = c.again(t, "--suppress="+c.beside(tt.was))
			}
			config := c.beside("campaign.yaml")
			if err := os.WriteFile(config, []byte(tt.flag+": \""+value(c, tt.is)+"\"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for layer, given := range map[string]struct{ env, args []string }{
				"command line":                 {nil, []string{"--" + tt.flag + "=" + value(c, tt.is)}},
				flags.EnvironmentName(tt.flag): {[]string{flags.EnvironmentName(tt.flag) + "=" + value(c, tt.is)}, nil},
				config:                         {nil, []string{"--config", config}},
			} {
				c.check(t, tt.flag, layer, tt.want, given.env, given.args)
			}
			if got := c.setting(tt.flag, nil, nil); tt.was != "" && (len(got.From) == 0 || got.From[0] != settings.FromSettings) {
				t.Errorf("without the flag it comes from %q, want the settings", got.From)
			}
		})
	}
}

// again runs the campaign once more, with an added contact.
func (c *settingsCampaign) again(t *testing.T, given ...string) *settingsCampaign {
	t.Helper()
	c.write(settingsContacts + "+14155550103,,c,US,Cy\n")
	c.run(c.api.url(), given...).want(t, exit.OK)
	return c
}

// withEnv adds to the environment of a process.
func withEnv(env []string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, env...) }
}

// check compares a second run, whose layer gives another value, with what is wanted.
func (c *settingsCampaign) check(t *testing.T, flag, layer, want string, env, args []string) {
	t.Helper()
	plan := []string{"plan", c.path}
	if flag != "agent-id" && flag != "from-number-id" {
		plan = append(plan, "--agent-id", "agent_x", "--from-number-id", "ap_x")
	}
	out := startFault(t, append(plan, args...), withEnv(env)).wait()
	got := c.setting(flag, env, args)
	switch want {
	case "refused":
		out.want(t, exit.Usage, "--accept-change "+flag)
		accepted := startFault(t, append(append(plan, args...), "--accept-change", flag), withEnv(env)).wait()
		if strings.Contains(accepted.stderr, "earlier runs had") {
			t.Errorf("%s: accepted, the plan says %s", layer, accepted.stderr)
		}
	case "taken":
		out.want(t, exit.OK)
		if len(got.From) == 0 || got.From[0] != layer {
			t.Errorf("%s: the value comes from %q", layer, got.From)
		}
	case "united":
		out.want(t, exit.OK, "count together")
		if strings.Join(got.From, "|") != layer+"|"+settings.FromSettings {
			t.Errorf("%s: the values come from %q", layer, got.From)
		}
	}
}

// inFolder starts a process in a folder.
func inFolder(dir string) func(*exec.Cmd) { return func(cmd *exec.Cmd) { cmd.Dir = dir } }

// TestShardsCompareSettings: the second shard that would read the contacts in another way, or call what the first leaves alone, is
// refused; what makes no difference to that may differ, and a list of one counts for the others.
func TestShardsCompareSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		first, second []string
		refused       string
	}{
		{"the same", []string{"--region", "US"}, []string{"--region", "US"}, ""},
		{"nothing given", []string{"--region", "US", "--max-attempts", "2"}, nil, ""},
		{"another region", []string{"--region", "US"}, []string{"--region", "GB"}, "region"},
		{"another policy for duplicates", nil, []string{"--duplicates", "allow"}, "duplicates"},
		{"ids", nil, []string{"--id-column", "id"}, "id-column"},
		{"more attempts", []string{"--max-attempts", "2"}, []string{"--max-attempts", "3"}, "max-attempts"},
		{"fewer attempts", nil, []string{"--max-attempts", "2"}, ""},
		{"another agent and pace", nil, []string{"--agent-id", "agent_b", "--cps", "50"}, ""},
		{"another list", []string{"--suppress", "dnc.csv"}, []string{"--suppress", "more.csv"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
			o.file("leads.csv", people(1, 8)).file("dnc.csv", number(8)+"\n").file("more.csv", number(7)+"\n")
			o.run(0, append([]string{"leads.csv", "--shard", "1/2"}, tt.first...)...)
			second := append([]string{"leads.csv", "--shard", "2/2"}, tt.second...)
			if tt.refused == "" {
				o.run(0, second...)
				return
			}
			before := len(o.api.called())
			o.run(exit.Usage, second...).says(tt.refused + ": ").says("--accept-change " + tt.refused)
			if after := len(o.api.called()); after != before {
				t.Errorf("%d people were called by the refused shard", after-before)
			}
			o.run(0, append(second, "--accept-change", tt.refused)...)
		})
	}
}

// TestResultsOfOtherCampaign: results that another campaign has written under this name are not used.
func TestResultsOfOtherCampaign(t *testing.T) {
	t.Parallel()
	o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
	o.file("leads.csv", people(1, 3)).run(0, "leads.csv").file("others.csv", people(4, 6)).run(0, "others.csv")
	o.file("leads.results.csv", o.read("others.results.csv")).run(exit.Usage, "leads.csv").says("edited or replaced").calls(1, 2, 3, 4, 5, 6)
}

// TestChangesOnlyTyped: what accepts a change stands on the command line, and names a change.
func TestChangesOnlyTyped(t *testing.T) {
	t.Parallel()
	o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
	o.file("leads.csv", people(1, 1))
	for _, key := range []string{"accept-change", "new-campaign"} {
		o.file("campaign.yaml", key+": true\n").run(exit.Usage, "leads.csv", "--config", "campaign.yaml").says("--" + key + " stands on the command line only")
		out := startFault(t, []string{"plan", o.path("leads.csv")}, withEnv([]string{flags.EnvironmentName(key) + "=true"})).wait()
		out.want(t, exit.Usage, "--"+key+" stands on the command line only")
	}
	o.run(exit.Usage, "leads.csv", "--accept-change", "cps").says("--cps needs no acceptance")
	o.run(exit.Usage, "leads.csv", "--accept-change", "regio").says("\"regio\" is neither header nor")
	o.calls()
}
