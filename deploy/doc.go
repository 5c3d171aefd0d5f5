// Package deploy holds the Kubernetes manifests of bulkdial, and the tests that hold them against the program, the
// types of Kubernetes and the restricted Pod Security Standard. It is a module of its own, so that the program's does
// not require Kubernetes.
package deploy
