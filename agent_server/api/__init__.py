"""HTTP: routes that parse, authorise, call a service and answer."""
