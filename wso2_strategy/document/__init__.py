"""Documents: one model of what is written, and its writers; knows nothing of WSO2.

`blocks` is the model, `document` the document and what every answer can do, `text`,
`markdown` and `json_values` are the writers.
"""
