// Command image puts static binaries of bulkdial into an OCI archive: a tar file with one image for each platform, which podman,
// skopeo, containerd and Docker (with its containerd store) read. It needs no Docker and no network, and the same binaries give the
// same bytes: all times are that of the commit, and the CA certificates come from a module that go.mod pins.
//
//	image -output FILE -version v1.2.3 -revision COMMIT -created SECONDS linux/amd64=BINARY linux/arm64=BINARY
//
// The images are what Dockerfile makes; a test compares them.
package main
