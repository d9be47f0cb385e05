"""What people see: view models, fragments and pages. Pure: state in, HTML out."""
