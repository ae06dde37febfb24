"""Appends to a PostgreSQL of its own, one client, one statement a batch. The client's processor time alone is counted."""

import workload
from servers import PostgreSQL

if __name__ == "__main__":
    workload.append_to("postgres", PostgreSQL)
