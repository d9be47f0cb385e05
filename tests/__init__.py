"""The tests: folders as in the package, `e2e` in a browser, `bench` for measuring."""
