"""Web pages as query texts: fetched only when a person asks for one, and only their article kept.

``address`` tells addresses, ``article`` reads pages, ``page`` fetches them; each is imported where it is needed.
"""
