// Package deploy holds the Kubernetes manifests of bulkdial, and the tests that compare them with the program, the
// types of Kubernetes and the restricted Pod Security Standard. It is a separate module, so that the program does not
// require Kubernetes.
package deploy
