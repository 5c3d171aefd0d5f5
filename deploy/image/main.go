package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

// release is what all images of a version have in common.
type release struct {
	version, revision string
	// created is the time of all files and of the image.
	created time.Time
}

func run(args []string) error {
	var r release
	flags := flag.NewFlagSet("image", flag.ContinueOnError)
	output := flags.String("output", "", "the archive to write")
	flags.StringVar(&r.version, "version", "", "the version")
	flags.StringVar(&r.revision, "revision", "", "the commit of the sources")
	seconds := flags.Int64("created", 0, "the time of the commit, in seconds since 1970")
	if err := flags.Parse(args); err != nil {
		return err //nolint:wrapcheck // it names the flag
	}
	if *output == "" || r.version == "" || flags.NArg() == 0 {
		return errors.New("give -output, -version, and PLATFORM=BINARY for each platform")
	}
	r.created = time.Unix(*seconds, 0).UTC()
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, arg := range flags.Args() {
		name, binary, _ := strings.Cut(arg, "=")
		platform, err := v1.ParsePlatform(name)
		if err != nil {
			return fmt.Errorf("%s: %w", arg, err)
		}
		image, err := r.image(platform, binary)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: platform}})
	}
	return writeArchive(*output, index, &r)
}

// image makes the image of a platform.
func (r *release) image(platform *v1.Platform, binary string) (v1.Image, error) {
	layer, err := r.layer(binary)
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	image, err = mutate.ConfigFile(image, &v1.ConfigFile{
		OS: platform.OS, Architecture: platform.Architecture, Created: v1.Time{Time: r.created}, Config: r.config(),
		RootFS: v1.RootFS{Type: "layers"},
	})
	if err != nil {
		return nil, fmt.Errorf("configuring the image: %w", err)
	}
	image, err = mutate.Append(image, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: r.created}, CreatedBy: "deploy/release"}})
	if err != nil {
		return nil, fmt.Errorf("adding the files: %w", err)
	}
	return image, nil
}

// config is how a container of the image runs: as Dockerfile says it.
func (r *release) config() v1.Config {
	return v1.Config{
		User: fmt.Sprintf("%d:%d", user, user), WorkingDir: "/data", Entrypoint: []string{"/bulkdial"}, Cmd: []string{"--help"},
		Labels: map[string]string{
			"org.opencontainers.image.title":       "bulkdial",
			"org.opencontainers.image.description": "Calls the contacts of a CSV file through Cartesia voice agents, no contact twice",
			"org.opencontainers.image.version":     r.version,
			"org.opencontainers.image.revision":    r.revision,
		},
	}
}

// user is the user and the group of a container: a number, so that an orchestrator can check that it is not root.
const user = 65532
