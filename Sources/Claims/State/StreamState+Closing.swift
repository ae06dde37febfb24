extension StreamState {
    /// Whether no decision is waited for any more: of a claim that is paid or refused and has no open objection; a dispute that was
    /// rejected, withdrawn or ruled on, while no appeal is open; a filing that was refused or withdrawn; a settlement that was
    /// declined, undone or reversed; a clearing that was received; an admission that was closed.
    ///
    /// What another party records then stays uncovered by any decision, and nothing is owed to it.
    public var isClosed: Bool {
        switch subject {
        case .claim(let claim):
            (claim.status == .paid || claim.status == .refused) && !claim.objections.contains { $0.status == .open }
        case .dispute(let dispute): [.rejected, .withdrawn, .ruled, .final].contains(dispute.status)
        case .filing(let filing): filing.status == .refused || filing.status == .withdrawn
        case .settlement(let settlement): [.declined, .undone, .reversed].contains(settlement.status)
        case .clearing(let clearing): clearing.status == .received
        case .admission(let admission): admission.status == .closed
        default: false
        }
    }
}
