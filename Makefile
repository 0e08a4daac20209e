# Targets on top of CMake. Each runs tools/setup first if there is no build folder yet.
.PHONY: all demo test bench install
BUILD := build

all: $(BUILD)/build.ninja
	@cmake --build $(BUILD)

$(BUILD)/build.ninja: tools/setup CMakeLists.txt CMakePresets.json
	@tools/setup
	@cmake --preset release -B $(BUILD) > $(BUILD).log 2>&1 || { cat $(BUILD).log; rm -f $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

demo: $(BUILD)/build.ninja
	@cmake --build $(BUILD) --target kinfold
	@$(BUILD)/kinfold demo

test: all
	@ctest --test-dir $(BUILD) --output-on-failure --timeout 150 -j2

bench: all
	@tools/setup --bench
	@cmake --build $(BUILD) --target benches
	@bench/run

install: all
	@cmake --install $(BUILD)
