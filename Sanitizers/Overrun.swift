// A planted read beyond an allocation. AddressSanitizer has to find it.
let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
bytes.initialize(repeating: 1, count: 8)
print(bytes[Int(CommandLine.argc) + 7])
bytes.deallocate()
