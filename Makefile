# Every command of the course. `make` alone lists them.
# Empty: the newest that fits; see website/find_python.sh.
PYTHON ?=
VENV := .venv
RUN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help book chapter serve lab check test lint format exercises grade lock address picture binder clean

# A virtual environment does not survive that its folder moves or its Python goes: make it anew then.
ifneq ($(wildcard $(VENV)/.python),)
  ifneq ($(shell $(RUN) -c '' 2>/dev/null && cat $(VENV)/.python),$(CURDIR))
    STALE := $(shell rm -f $(VENV)/.course $(VENV)/.dev)--clear
    .PHONY: $(VENV)/.python
  endif
endif

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.python:
	@python=$$(website/find_python.sh $(PYTHON)) || exit 1; \
	  echo "Making $(VENV) with $$("$$python" --version)"; "$$python" -m venv $(STALE) $(VENV)
	@echo "$(CURDIR)" > $@

# Two stamps: what a reader and an instructor need, and what a maintainer needs on top.
$(VENV)/.course: requirements.txt pyproject.toml | $(VENV)/.python
	@echo "Installing requirements.txt (about two minutes)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.course
	@echo "Installing requirements-dev.txt"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

book: $(VENV)/.course ## run every chapter and build the HTML in _build/html
	@$(RUN) website/build.py

# Its number with two digits, as the names of its files have it.
NN = $(if $(filter 1 2 3 4 5 6 7 8 9,$(N)),0$(N),$(N))
chapter: $(VENV)/.dev ## run one chapter, make its page, run its tests: make chapter N=07
	@test -n "$(N)" || { echo "Say which chapter: make chapter N=07"; exit 2; }
	@$(RUN) website/build.py --only $(NN)
	@$(RUN) -m pytest tests/chapters -q -k "chapter$(NN) or $(basename $(notdir $(wildcard chapters/$(NN)_*.ipynb)))"

serve: book ## serve the built book at http://127.0.0.1:8000
	@$(RUN) -m http.server --bind 127.0.0.1 --directory _build/html 8000

lab: $(VENV)/.course ## open JupyterLab on the chapters, in an edition that reads as text there
	@$(RUN) website/edition.py
	@$(RUN) -m jupyter lab --LabApp.default_url=/lab/tree/notebooks

exercises: $(VENV)/.course ## prove every problem set and generate exercises/ from solutions/
	@$(RUN) -m grader release

# A submission that cannot be graded does not keep the others from their feedback.
grade: $(VENV)/.course ## grade what students handed in: make grade PS=ps1_forward_propagation
	@test -n "$(PS)" || { echo "Say which set: make grade PS=ps1_forward_propagation"; exit 2; }
	@status=0; $(RUN) -m grader grade $(PS) $(OPTIONS) || status=$$?; \
	  if [ -d "autograded" ] && [ $$status -le 1 ]; then \
	    $(RUN) -m grader feedback $(PS) && $(RUN) -m grader report $(PS) && \
	    $(RUN) -m grader export $(PS) --output grades.csv || status=1; fi; exit $$status

check: lint ## in a minute, before a commit: lint, and the tests that need nothing built or started
	@$(RUN) -m pytest -q -n 2 -m "not slow and not browser and not built and not tensorflow and not classroom"

test: lint book ## lint, build the book, then run every test
	@$(RUN) -m pytest -n 2 --dist loadgroup

lint: $(VENV)/.dev ## check style of code and notebooks
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) website/notebooks.py --check
	@$(RUN) website/address.py --check

format: $(VENV)/.dev ## rewrite code and notebooks in the project's style, without outputs
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .
	@$(RUN) website/notebooks.py

LOCK = $(VENV)/bin/uv pip compile - --quiet --universal --python-version 3.11 --fork-strategy fewest \
       --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: $(VENV)/.dev ## compile the lock files from pyproject.toml (UPGRADE=1 for the newest versions)
	@echo "-e .[course]" | $(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements.txt
	@printf -- "-r requirements.txt\n-e .[dev]\n" | $(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements-dev.txt

address: $(VENV)/.course ## set the repository's address everywhere: make address URL=https://github.com/ORGANIZATION/NAME
	@$(RUN) website/address.py $(URL)

picture: $(VENV)/.dev book ## take the picture of a page that README.md shows
	@$(RUN) website/picture.py

binder: $(VENV)/.dev ## replay in a new environment what Binder does with the repository (about 3 GB)
	@BINDER=1 $(RUN) -m pytest tests/browser/test_binder.py -rA

clean: ## remove what was built; .venv, and all that students handed in, stays
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
