#!/usr/bin/env bash
# Debian's Slurm, for the tests of clusters; nothing where it is there already. Nothing is started.
set -euo pipefail
if command -v sbatch squeue slurmctld slurmd munged > /dev/null; then exit 0; fi
if ! command -v apt-get > /dev/null || [ "$(id -u)" != 0 ]; then
  echo 'The tests of clusters need slurmctld, slurmd, slurm-client and munge: install them, or run this as root on Debian or Ubuntu.' >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurmctld slurmd slurm-client munge > /dev/null
