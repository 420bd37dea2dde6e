# For the one static file: this machine's compiler. NETPROBE_DEPS is the folder that packaging/deps/build prints.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")

include("${CMAKE_CURRENT_LIST_DIR}/found.cmake")
