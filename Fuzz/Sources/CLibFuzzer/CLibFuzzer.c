#include "CLibFuzzer.h"

// Where a program is not optimised, SwiftPM gives its own main another name until it is linked, and the linker takes libFuzzer's
// object with it, which asks for this. It is never called: FuzzDriver names the function itself.
__attribute__((weak)) int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    (void)data;
    (void)size;
    return 0;
}
