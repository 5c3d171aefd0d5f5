// Package deploy holds the Kubernetes manifests of bulkdial, and the tests that compare them with the program, the
// types of Kubernetes and the restricted Pod Security Standard; and what makes a release. It is a separate module, so that the program
// requires neither Kubernetes nor the tools of images.
package deploy
