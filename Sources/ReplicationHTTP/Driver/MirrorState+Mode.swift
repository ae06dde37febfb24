import Replication

extension MirrorState {
    /// Changes how much of the log is kept. What is held stays; where more is wanted than was before, filling in begins anew, and what is
    /// there already is found to be.
    mutating func change(to mode: MirrorMode) {
        let wasWider: Bool
        switch (self.mode, mode) {
        case (.full, _), (_, .heads): wasWider = true
        case (.filtered(let before), .filtered(let after)): wasWider = Set(after).isSubset(of: before)
        default: wasWider = false
        }
        self.mode = mode
        guard !wasWider else { return }
        filled = 0
        chains = [:]
    }
}
