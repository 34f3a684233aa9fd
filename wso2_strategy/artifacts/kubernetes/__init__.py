"""Files for Kubernetes and OpenShift: values of the charts, and objects beside them."""
