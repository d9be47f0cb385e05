"""HTTP: the route table, who may what, forms to commands, pages.

The only place that knows status codes.
"""
