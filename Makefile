# Everything one does with trialoog.  `make` alone lists the targets.

PYTHON ?= python3
RUN := .venv/bin/python
TEST := .venv-test/bin/python
# So many at a time. Tests of one file stay together as long as they can: what they share is made once.
SPREAD := $(TEST) -m pytest -q --dist worksteal -n
AUDIT := .venv-audit/bin/python
NODE := tests/node/node_modules/.stamp
# The servers that the live path is measured against, and what looks at the public pages.
PEERS := .venv-bench/.stamp $(addprefix tests/bench/,$(addsuffix /node_modules/.stamp,peers lighthouse))
PIP := -m pip --quiet --disable-pip-version-check
# The versions of Node and npm that the test environment brings stand first.
WITH_NODE := PATH="$(CURDIR)/.venv-test/bin:$$PATH"
# Else every server that a test starts would compile all of our code.
unexport PYTHONDONTWRITEBYTECODE
FAST := not served and not e2e and not soak and not bench
# Where tests with that mark may be; `tests/conftest.py` holds them to it. Reading all files takes long.
SERVED_IN := $(addprefix tests/,deploy live promises security store web test_demo_live.py)
# Finds a program that tests run, installing it when it is missing, and passes on where it is.
found = $(1)="$$(tools/$(2).sh --install)" && export $(1) &&
SERVERS = $(call found,POSTGRESQL_BIN,postgresql) $(call found,REDIS_SERVER,redis) \
	$(call found,NGINX,nginx) $(call found,CADDY,caddy) $(call found,SYSTEMD_ANALYZE,systemd)
# The application on PostgreSQL in place of SQLite: with `make test` where the engine could matter
# most, with `make soak` all of it.
POSTGRESQL := TRIALOOG_TEST_DATABASE=postgresql
ON_POSTGRESQL := $(addprefix tests/web/test_,$(addsuffix .py,access following idempotency retention)) \
	-k "not every_address or participant or spokesperson"
BROWSER = $(call found,CHROMIUM,chromium)

HERE = $(if $(PORT),TRIALOOG_PORT=$(PORT)) $(if $(DATA),TRIALOOG_DATA="$(DATA)") \
	$(if $(LAN),TRIALOOG_LAN=$(LAN))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run login check lint unit test served e2e soak bench format bundle catalogues reference sbom audit lock \
	clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.stamp ## run trialoog here; PORT=, DATA= and LAN=1 change where
	@exec env TRIALOOG_DEMO=1 $(HERE) $(RUN) -m trialoog run

login: .venv/.stamp ## another link to sign in with; the same PORT=, DATA= and LAN=1 as where it runs
	@env $(HERE) $(RUN) -m trialoog login-link

check: .venv-test/.stamp $(NODE) ## the fast checks, about a minute
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint unit

lint: .venv-test/.stamp $(NODE) ## formatting, rules, types, licences, templates, style, translations
	$(TEST) -m ruff format --check .
	$(TEST) -m ruff check .
	$(TEST) -m mypy
	.venv-test/bin/reuse lint --quiet
	$(if $(wildcard templates),.venv-test/bin/djangofmt --check templates)
	$(if $(wildcard templates),$(TEST) -m djlint --quiet --lint templates)
	cd tests/node && $(WITH_NODE) npx --no-install stylelint ../../static/*.css
	$(if $(wildcard tools/catalogues.py),$(TEST) tools/catalogues.py check)

unit: .venv-test/.stamp ## the tests that need no running application
	$(SPREAD) 2 -m "$(FAST)"

test: check served e2e ## all that has to hold, under ten minutes

served: .venv-test/.stamp $(NODE) ## the tests against the running application, and on PostgreSQL
	$(SERVERS) $(SPREAD) 3 -m "served and not soak" $(SERVED_IN)
	$(SERVERS) $(POSTGRESQL) $(SPREAD) 2 $(ON_POSTGRESQL)

# Four at a time: much of it is waiting, for a page that asks every few seconds.
e2e: .venv-test/.stamp $(NODE) ## the tests in a browser
	$(BROWSER) $(SPREAD) 4 -m "e2e and not soak" tests/e2e

soak: .venv-test/.stamp $(NODE) ## long meetings, load and killed processes; many minutes
	$(SERVERS) $(BROWSER) $(call found,JAVA,java) $(TEST) -m pytest -q -m "soak"
	$(SERVERS) $(POSTGRESQL) $(SPREAD) 2 -m "not soak" tests/web tests/security
	$(BROWSER) $(TEST) -m tools.slowly 1 $(SPREAD) 4 -m "e2e and not soak" tests/e2e

bench: .venv-test/.stamp $(PEERS) ## measure, against the figures that have to be reached; ONLY=live for one file
	$(if $(ONLY),,$(SERVERS) $(BROWSER)) $(TEST) -m pytest -q -s -m "bench" tests/bench$(if $(ONLY),/test_$(ONLY).py)

format: .venv-test/.stamp $(NODE) ## put the layout of code, templates and style right
	$(TEST) -m ruff check --fix --exit-zero .
	$(TEST) -m ruff format .
	$(if $(wildcard templates),.venv-test/bin/djangofmt templates)
	cd tests/node && $(WITH_NODE) npx --no-install stylelint --fix ../../static/*.css

bundle: ## join htmx and our own script into static/trialoog.js
	$(PYTHON) tools/bundle.py

catalogues: .venv-test/.stamp ## collect the texts to translate and update the translations
	$(TEST) tools/catalogues.py update

# Locks with hashes and without addresses, so that any mirror serves.
LOCK := .venv-test/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade)
reference: .venv-test/.stamp ## write the reference pages that come from the code
	$(TEST) tools/reference.py

sbom: .venv-audit/.stamp ## write the software bill of materials to out/sbom.json
	$(AUDIT) tools/sbom.py

audit: .venv-audit/.stamp ## known weaknesses in dependencies, changed vendored scripts; SERVICE=osv
	$(AUDIT) tools/audit.py $(SERVICE)

lock: .venv-test/.uv ## write the lock files anew; UPGRADE=1 takes the newest versions
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --extra pdf --extra postgres --extra redis -o requirements/deploy.txt
	$(LOCK) pyproject.toml --group test -o requirements/test.txt
	$(LOCK) --group audit -o requirements/audit.txt
	$(LOCK) --group bench -o requirements/bench.txt
	$(LOCK) --group build -o requirements/build.txt
	cd tests/node && $(WITH_NODE) npm install --package-lock-only --silent
	cd tests/bench/peers && $(WITH_NODE) npm install --package-lock-only --silent
	cd tests/bench/lighthouse && $(WITH_NODE) npm install --package-lock-only --silent

clean: ## remove what was installed and made; data stays
	rm -rf .venv .venv-test .venv-audit .venv-bench .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist \
		out tests/node/node_modules tests/bench/*/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.stamp: requirements/run.txt
	$(PYTHON) -m venv --clear .venv
	$(RUN) $(PIP) install --require-hashes -r $<
	touch $@

.venv-test/.stamp: requirements/test.txt
	$(PYTHON) -m venv --clear .venv-test
	$(TEST) $(PIP) install --require-hashes -r $<
	touch $@

.venv-audit/.stamp: requirements/audit.txt
	$(PYTHON) -m venv --clear .venv-audit
	$(AUDIT) $(PIP) install --require-hashes -r $<
	touch $@

.venv-bench/.stamp: requirements/bench.txt
	$(PYTHON) -m venv --clear .venv-bench
	.venv-bench/bin/python $(PIP) install --require-hashes -r $<
	touch $@

.venv-test/.uv: .venv-test/.stamp
	$(TEST) $(PIP) install uv
	touch $@

%/node_modules/.stamp: %/package-lock.json .venv-test/.stamp
	cd $* && $(WITH_NODE) npm ci --ignore-scripts --loglevel=error
	touch $@
