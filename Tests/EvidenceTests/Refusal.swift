import Evidence
import TransparencyLog

/// The reason for which a file is refused; `nil` if it holds.
func refusal(of bytes: [UInt8], trust: [VerifierKey]) -> EvidenceError.Code? {
    do {
        _ = try EvidenceFile(parsing: bytes).verify(trust: trust)
        return nil
    } catch {
        return error.code
    }
}
