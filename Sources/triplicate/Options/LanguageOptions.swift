import ArgumentParser
import Foundation

/// A language of the product.
enum Language: String, ExpressibleByArgument, CaseIterable {
    case en
    case zh

    /// The one that the environment asks for.
    static var preferred: Language {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.hasPrefix("zh") == true ? .zh : .en
    }
}

/// What commands take that print in words which are there in both languages; JSON always has both.
struct LanguageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("en or zh; by default as the environment's locale.", valueName: "language"))
    var language: Language = .preferred

    var isChinese: Bool { language == .zh }
    var word: TraceWords { TraceWords(isChinese: isChinese) }
}
