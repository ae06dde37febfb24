extension SimulationProfile {
    /// The profile of a seed where no one profile is asked for: mostly everything at once, now and then another.
    public static func mixed(seed: UInt64) -> SimulationProfile {
        switch seed % 20 {
        case 3, 13: .crashes
        case 7, 17: .liars
        case 11: .calm
        case 19: .large
        default: .all
        }
    }
}
