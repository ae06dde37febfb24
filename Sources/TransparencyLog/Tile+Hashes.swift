extension Tile {
    /// Reads the hashes of a hash tile: 32 bytes each, without anything else.
    ///
    /// They are not verified. A full tile is right if ``MerkleTree/root(of:)`` of its hashes is its hash one level up; the tiles
    /// at the edge are right if the root of the tree that they make is the checkpoint's.
    ///
    /// - Throws: ``TransparencyError`` `.badTileLength` if the bytes are not exactly as many as the tile's width takes.
    public func hashes(in bytes: RawSpan) throws(TransparencyError) -> [Digest] {
        guard bytes.byteCount == width * Digest.byteCount else {
            throw TransparencyError(
                .badTileLength, "The tile \(path) has \(bytes.byteCount) bytes, and not \(width * Digest.byteCount)",
                remedy: "Fetch it again.")
        }
        return (0..<width).map { Digest(unchecked: bytes, at: $0 * Digest.byteCount) }
    }

    /// The bytes of a hash tile with these hashes.
    public static func bytes(of hashes: [Digest]) -> [UInt8] {
        hashes.withUnsafeBytes { [UInt8]($0) }
    }
}
