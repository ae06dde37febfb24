import Glibc
import LMDB

extension LogStore {
    /// Makes a store where there is none, under another name, and gives it its own when its tables are durable.
    ///
    /// A creation that is interrupted leaves a folder that nobody reads, and the next one removes it. So what bears the store's
    /// name was whole once, and where it no longer is, it is damaged: nothing that has borne the name is ever begun anew.
    /// - Parameter folder: the log's folder, which is there.
    /// - Throws: `noSpace`, `directoryUnusable`; then there is no store.
    static func make(in folder: String, options: Environment.Options) throws {
        let file = "\(folder)/data.mdb"
        let workshop = "\(folder)/making.part"
        guard try DurableFile.size(of: file) ?? 0 == 0 else {
            // Whoever made it may have been ended just before the end.
            try? clear(workshop)
            return
        }
        try clear(workshop)
        guard mkdir(workshop, 0o700) == 0 else { throw DurableFile.failure("make the folder", workshop) }
        do {
            try LMDBFailure.translating {
                let environment = try Environment(path: workshop, options: options)
                defer { environment.close() }
                _ = try openTables(environment, access: .making)
            }
            guard rename("\(workshop)/data.mdb", file) == 0 else { throw DurableFile.failure("rename", workshop) }
        } catch {
            try? clear(workshop)
            throw error
        }
        try? clear(workshop)
        try DurableFile.syncFolder(of: file)
    }

    /// Removes what an interrupted creation has left, if it has left anything.
    private static func clear(_ workshop: String) throws(LedgerError) {
        for name in try DurableFile.names(in: workshop) {
            let path = "\(workshop)/\(name)"
            guard unlink(path) == 0 || errno == ENOENT else { throw DurableFile.failure("remove", path) }
        }
        guard rmdir(workshop) == 0 || errno == ENOENT else { throw DurableFile.failure("remove", workshop) }
    }
}
