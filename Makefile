# Targets on top of CMake. Each first installs what it needs with tools/setup.
.PHONY: all demo test bench install
BUILD := build

all: $(BUILD)/build.ninja
	@cmake --build $(BUILD)

# CONFIGURE OPTION...: prints the output of CMake only if it fails.
CONFIGURE = cmake --preset release -B $(BUILD) $(1) > $(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }; rm -f $(BUILD).log

$(BUILD)/build.ninja: tools/setup
	@tools/setup
	@$(call CONFIGURE)

demo: $(BUILD)/build.ninja
	@cmake --build $(BUILD) --target kinfold
	@$(BUILD)/kinfold demo

test:
	@tools/setup --tests
	@$(call CONFIGURE,-D KINFOLD_TESTS=ON)
	@cmake --build $(BUILD)
	@ctest --test-dir $(BUILD) --output-on-failure --timeout 150 -j2

bench: all
	@tools/setup --bench
	@cmake --build $(BUILD) --target benches
	@bench/run

install: all
	@cmake --install $(BUILD)
