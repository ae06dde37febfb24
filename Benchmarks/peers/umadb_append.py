"""Appends to a UmaDB server of its own with its Python client, one client. The client's processor time alone is counted."""

import workload
from servers import UmaDB

if __name__ == "__main__":
    workload.append_to("umadb", UmaDB)
