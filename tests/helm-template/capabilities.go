package main

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver"
)

// capabilities is .Capabilities: what is known of the cluster without asking it.
type capabilities struct {
	KubeVersion kubeVersion
	APIVersions versionSet
	HelmVersion helmVersion
}

type kubeVersion struct{ Version, Major, Minor string }

func (version kubeVersion) String() string     { return version.Version }
func (version kubeVersion) GitVersion() string { return version.Version }

type helmVersion struct{ Version string }

// versionSet are group/version and group/version/kind.
type versionSet []string

func (versions versionSet) Has(wanted string) bool {
	for _, version := range versions {
		if version == wanted {
			return true
		}
	}
	return false
}

// builtInVersions are the groups that helm assumes without a cluster (those of client-go), as far as charts ask for them.
var builtInVersions = versionSet{
	"v1", "apps/v1", "batch/v1", "policy/v1", "autoscaling/v1", "autoscaling/v2", "networking.k8s.io/v1",
	"rbac.authorization.k8s.io/v1", "admissionregistration.k8s.io/v1", "apiextensions.k8s.io/v1", "coordination.k8s.io/v1",
	"scheduling.k8s.io/v1", "storage.k8s.io/v1", "events.k8s.io/v1", "discovery.k8s.io/v1",
}

func capabilitiesOf(asked command) (capabilities, error) {
	version, err := semver.NewVersion(asked.kubeVersion)
	if err != nil {
		return capabilities{}, fmt.Errorf("invalid kube version '%s': %w", asked.kubeVersion, err)
	}
	return capabilities{
		KubeVersion: kubeVersion{
			Version: "v" + strings.TrimPrefix(version.String(), "v"),
			Major:   fmt.Sprint(version.Major()),
			Minor:   fmt.Sprint(version.Minor()),
		},
		APIVersions: append(append(versionSet{}, builtInVersions...), asked.apiVersions...),
		HelmVersion: helmVersion{Version: "v3.16.0"},
	}, nil
}

// checkKubeVersion refuses a cluster that Chart.yaml rules out.
func checkKubeVersion(wanted string, have kubeVersion) error {
	if wanted == "" {
		return nil
	}
	constraint, err := semver.NewConstraint(wanted)
	if err != nil {
		return fmt.Errorf("chart kubeVersion %q: %w", wanted, err)
	}
	version, err := semver.NewVersion(have.Version)
	if err != nil {
		return err
	}
	if !constraint.Check(version) {
		return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, have.Version)
	}
	return nil
}
