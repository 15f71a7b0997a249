module github.com/facegov/facegov

go 1.26.0

require (
	example.com/elsewhere v0.0.0
	k8s.io/client-go v0.0.0
)

replace (
	example.com/elsewhere => ./elsewhere
	k8s.io/client-go => ./client-go
)
