package deploy_test

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// TestDefaultDeny: a setup closes its namespace for every pod, both ways.
func TestDefaultDeny(t *testing.T) {
	for _, folder := range setups {
		closed := false
		for _, policy := range build(t, folder).policies {
			spec := policy.Spec
			closed = closed || len(spec.PodSelector.MatchLabels)+len(spec.PodSelector.MatchExpressions) == 0 &&
				len(spec.Ingress)+len(spec.Egress) == 0 && len(spec.PolicyTypes) == 2
		}
		if !closed {
			t.Errorf("%s: the namespace is open", folder)
		}
	}
}

// reach is what the policies of a pod allow it to reach, or to be reached by.
type reach struct {
	out, in []networkingv1.NetworkPolicyPort
	blocks  []networkingv1.IPBlock
}

func reachOf(pod map[string]string, policies []networkingv1.NetworkPolicy) reach {
	var r reach
	for _, policy := range policies {
		if !labels.SelectorFromSet(policy.Spec.PodSelector.MatchLabels).Matches(labels.Set(pod)) {
			continue
		}
		for _, rule := range policy.Spec.Egress {
			r.out = append(r.out, rule.Ports...)
			for _, peer := range rule.To {
				if peer.IPBlock != nil && rule.Ports[0].Port.IntVal == 443 {
					r.blocks = append(r.blocks, *peer.IPBlock)
				}
			}
		}
		for _, rule := range policy.Spec.Ingress {
			r.in = append(r.in, rule.Ports...)
		}
	}
	return r
}

// TestReach: a run looks up names and reaches HTTPS, the sandbox where it is meant to, and nothing else; nothing but
// the scraper reaches it.
func TestReach(t *testing.T) {
	setup, sandbox := build(t, "setup").policies, build(t, "sandbox").policies
	for _, m := range allRuns(t) {
		policies := setup
		wantOut, wantIn := []string{"TCP 443", "TCP 53", "UDP 53"}, []string(nil)
		if strings.Contains(m.folder, "sandbox") {
			policies = sandbox
			wantOut = []string{"TCP 443", "TCP 53", "TCP 8080", "UDP 53"}
		}
		if m.folder == "overlays/with-metrics" {
			wantIn = []string{"TCP 9090"}
		}
		for name, pod := range m.pods {
			r := reachOf(pod.Labels, policies)
			if out := portNames(r.out); !slices.Equal(out, wantOut) {
				t.Errorf("%s: %s reaches ports %v, want %v", m.folder, name, out, wantOut)
			}
			if in := portNames(r.in); !slices.Equal(in, wantIn) {
				t.Errorf("%s: %s is reached at ports %v, want %v", m.folder, name, in, wantIn)
			}
			internetOnly(t, m.folder, r.blocks)
		}
	}
}

func portNames(ports []networkingv1.NetworkPolicyPort) []string {
	names := map[string]bool{}
	for _, port := range ports {
		protocol := corev1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		names[string(protocol)+" "+port.Port.String()] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// internetOnly: the API can be reached at any public address, over IPv4 and IPv6, and no private one.
func internetOnly(t *testing.T, folder string, blocks []networkingv1.IPBlock) {
	t.Helper()
	allowed := func(address string) bool {
		addr := netip.MustParseAddr(address)
		return slices.ContainsFunc(blocks, func(b networkingv1.IPBlock) bool {
			return netip.MustParsePrefix(b.CIDR).Contains(addr) && !slices.ContainsFunc(b.Except, func(except string) bool {
				return netip.MustParsePrefix(except).Contains(addr)
			})
		})
	}
	for _, address := range []string{"203.0.113.7", "8.8.8.8", "2606:4700::1111"} {
		if !allowed(address) {
			t.Errorf("%s: %s is not reached", folder, address)
		}
	}
	for _, address := range []string{"10.96.0.1", "172.20.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "fd00:ec2::254", "fe80::1"} {
		if allowed(address) {
			t.Errorf("%s: %s is reached", folder, address)
		}
	}
}
