# Two commands carry the project, each from a fresh clone on a machine with Swift 6:
#   make verify   set up, build, check the claims, sweep the dither over a set of prompts
#   make test     set up, build, run all tests

OUT ?= out
STUDENT ?= notebooks-student
SECONDS ?= 60
SEED ?= 1
# With testing enabled everywhere, one optimised build serves the tests and the command line.
BUILD := -c release -Xswiftc -enable-testing -Xswiftc -target-cpu -Xswiftc native
REDIT := .build/release/redit
# What redit --version tells; a + where files have changed since the commit.
export REDIT_PROCESSOR := native
export REDIT_COMMIT := $(shell git describe --always --exclude='*' --dirty=+ 2>/dev/null)
PROMPTS := data/prompts/pass_rates.csv

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: verify test dist fuzz proofs docs notebooks student lab bench instructions build lint \
  format setup clean man reach bare python wheel course container cluster help

verify: setup ## check every claim, then sweep the dither over data/prompts into OUT (default: out)
	swift build $(BUILD) --product redit
	$(REDIT) verify
	@mkdir -p '$(OUT)'
	$(REDIT) sweep --prompts $(PROMPTS) --group-size 8 \
	  --advantage standardized --advantage mean --sigma log:1e-4:1:13 --groups 200000 \
	  --out '$(OUT)/pass_rates.csv' --plot '$(OUT)/pass_rates.svg'

test: setup ## build and run all tests, optimised
	swift build $(BUILD) --build-tests
	swift test $(BUILD) --skip-build --disable-xctest --parallel

fuzz: setup ## damaged files and extreme settings for SECONDS (default: 60); findings into OUT/fuzz
	swift build $(BUILD) --product redit
	@cd Tests/Fuzz && python3 -m unittest -q
	python3 Tests/Fuzz/fuzz.py --seconds '$(SECONDS)' --seed '$(SEED)' --out '$(OUT)/fuzz'

proofs: ## let Coq check proofs/*.v, and print what each theorem assumes
	@.ci/setup-proofs
	@.ci/check-proofs

man: setup ## manual pages from the help into .build/man, and lint them where mandoc is installed
	swift build $(BUILD) --product redit
	.ci/man $(REDIT) .build/man
	@if command -v mandoc >/dev/null; then mandoc -T lint .build/man/*.1; fi

reach: man ## complete beginnings of commands in bash, zsh and fish
	@.ci/setup-reach
	Tests/Reach/completions $(REDIT)

bare: reach wheel ## run program and wheel in Debian 11, Debian 12 and nothing at all (root; debootstrap)
	Tests/Reach/bare-roots .build/dist/redit --native $(REDIT) --wheel "$$(echo $(OUT)/wheel/*.whl)"

cluster: setup ## parts of runs: 64 shards on a private Slurm, 100 kills, 10,000 damaged parts (Linux)
	@.ci/setup-cluster
	swift build $(BUILD) --product redit
	shellcheck cluster/slurm-* Tests/Cluster/slurm-local
	REDIT='$(CURDIR)/$(REDIT)' SEED='$(SEED)' python3 Tests/Cluster/run.py

docs: setup ## build the reference of the library into .build/docs
	swift build $(BUILD) --product redit
	@.ci/docs

bench: setup ## time redit beside NumPy, Numba, JAX, PyTorch and C; ONLY=sweep for one piece, ONLY=growth
	@.ci/setup-bench
	swift build $(BUILD) --product redit
	@python3 -m unittest discover -q -s Benchmarks/tests -t Benchmarks
	python3 Benchmarks/run.py --out '$(OUT)/bench' $(ONLY)

# Of the program that is shipped: valgrind does not know the newest instructions of this processor.
instructions: dist ## count redit's instructions on fixed work; fails 5% above the committed figures
	@.ci/setup-bench
	@python3 -m unittest discover -q -s Benchmarks/tests -t Benchmarks
	Benchmarks/instructions

notebooks: setup ## run the lessons of notebooks-md; a wrong number or a claim without lesson fails
	@.ci/setup-notebooks
	swift build $(BUILD) --product redit
	$(REDIT) explore --out notebooks-md/explore.html --force
	cd notebooks-md/tools && ../../.venv/bin/python -m unittest -q
	.venv/bin/python notebooks-md/tools/check.py
	REDIT='$(CURDIR)/$(REDIT)' .venv/bin/python notebooks-md/tools/execute.py

student: setup ## a folder for students, STUDENT (default: notebooks-student), with all that lessons need
	@.ci/setup-notebooks
	swift build $(BUILD) --product redit
	.venv/bin/python notebooks-md/tools/course.py student '$(STUDENT)' --wheels '$(OUT)/wheel'

course: setup ## the course as two zips in OUT, for students and teachers, with the wheel of make wheel
	@.ci/setup-notebooks
	swift build $(BUILD) --product redit
	.venv/bin/python notebooks-md/tools/course.py student '$(OUT)/redit-course.zip' \
	  --wheels '$(OUT)/wheel'
	.venv/bin/python notebooks-md/tools/course.py teacher '$(OUT)/redit-course-teacher.zip' \
	  --wheels '$(OUT)/wheel'
	REDIT='$(CURDIR)/$(REDIT)' .venv/bin/python notebooks-md/tools/execute.py \
	  --folder '$(OUT)/redit-course-teacher.zip' 00 10

container: ## run the steps of the course's Containerfile in a Debian of its own (root; debootstrap; minutes)
	@Tests/Course/container-steps '$(OUT)/redit-course.zip'

lab: setup ## open the lessons in JupyterLab (installs it into .venv)
	@.ci/setup-notebooks lab
	swift build $(BUILD) --product redit
	$(REDIT) explore --out notebooks-md/explore.html --force
	REDIT='$(CURDIR)/$(REDIT)' .venv/bin/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks-md

python: setup ## the Python module's tests: functions, types, rows, figures, its page
	@.ci/setup-python
	swift build $(BUILD) --product redit
	cd Tests/Python && ../../.build/python-venv/bin/python -m unittest -q
	cd Sources/Python && ../../.build/python-venv/bin/mypy --no-error-summary

wheel: dist ## build the Python wheel around the program of make dist into OUT/wheel, and try it
	@.ci/wheel .build/dist/redit '$(OUT)/wheel'
	@Tests/Python/wheel-test '$(OUT)'/wheel/redit_grpo-*.whl

build: setup ## build the library and the command line, optimised
	swift build $(BUILD)

dist: setup ## build redit as one program that needs nothing of its system: .build/dist/redit
	@.ci/dist

lint: ## check the format of every Swift file
	swift format lint --strict --recursive Sources Tests Package.swift

format: ## rewrite every Swift file in the project's format
	swift format --in-place --recursive Sources Tests Package.swift

setup: ## install GSL, pkg-config and gnuplot where they are missing
	@.ci/setup

clean: ## remove the build (figures and sweeps in OUT stay)
	rm -rf .build proofs/.build

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
