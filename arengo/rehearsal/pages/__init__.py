"""The rehearsal through the real pages: the script's people as browsers, on a server that is killed.

It comes before `web` and imports nothing of it. It knows views by name: the address of a page is
asked of Django at run time, as mails do for their links, and the address of an act is the one of the
form on that page, as for a browser.
"""
