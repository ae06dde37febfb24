extension Ground {
    /// The refusal as a ground that is recorded: the rule's number and the rule's own sentence.
    ///
    /// The message of the case is left out: it quotes what the author of the answer holds (a name of the register, another's claim or
    /// filing, a balance), and the readers of the answer need not be readers of that. It may also be longer than a ground, or hold
    /// characters that no ground has.
    public init(_ refusal: Refusal) {
        self.init()
        number = UInt32(refusal.number)
        text = refusal.rule.rule
    }
}
