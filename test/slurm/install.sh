#!/usr/bin/env bash
# Debian's Slurm, for the tests of clusters; nothing where it is there already. Nothing is started. Where it cannot be had
# this says why, and the tests say that they are skipped.
set -euo pipefail
for program in sbatch slurmctld slurmd munged; do
  command -v "$program" > /dev/null || missing=$program
done
if [ -z "${missing:-}" ]; then exit 0; fi
if ! command -v apt-get > /dev/null || [ "$(id -u)" != 0 ]; then
  echo "$missing is not here: install slurmctld, slurmd, slurm-client and munge, or run this as root on Debian or Ubuntu." >&2
  exit 0
fi
packages=(slurmctld slurmd slurm-client munge)
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null; }; then
  echo "Slurm could not be installed: apt-get has said why." >&2
fi
