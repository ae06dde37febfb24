import ClaimsLedger
import Foundation
import Glibc
import Ledger

extension Routes {
    /// Health, readiness, figures, and what there is to ask.
    func operations(_ route: Route) async throws -> Answer {
        switch route.operation {
        case .health:
            // That a thread of the store answers is the health that matters.
            _ = try await store { [ledger] in try ledger.end() }
            return Answer(text: "ok\n")
        case .ready:
            let status = status()
            if status.isStopping { throw ServerError.stopping }
            _ = try await store { [ledger] in try ledger.end() }
            let takesAppends = status.takesAppends && !ledger.holdsAppends
            return Answer(text: takesAppends ? "ready\n" : "ready for reading\n")
        case .metrics: return try await figures()
        default:
            return Answer(OpenAPI.document, "application/yaml; charset=utf-8")
        }
    }

    private func figures() async throws -> Answer {
        let status = status()
        let metrics = metrics
        let waiting = (store.waiting, long.waiting, scans.waiting)
        let waits = waits
        return try await store { [ledger] in
            var page = MetricsText()
            let sizes = try ledger.sizes()
            page.single("entries", .gauge, "Entries that this node holds, of all logs.", try ledger.end())
            page.begin("log_size", .gauge, "Entries of each log's tree here.")
            for log in ledger.logs where Int(log.local) < sizes.count {
                page.sample(
                    "log_size", [("origin", log.origin), ("hosted", log.isHosted ? "1" : "0")], sizes[Int(log.local)])
            }
            page.single("queue", .gauge, "Proposals that wait for the writer.", ledger.queueLength)
            page.begin("waiting", .gauge, "Requests that wait for a thread.")
            page.sample("waiting", [("pool", "store")], waiting.0)
            page.sample("waiting", [("pool", "long")], waiting.1)
            page.sample("waiting", [("pool", "scans")], waiting.2)
            let usage = try ledger.usage()
            page.begin("store_bytes", .gauge, "Bytes in use of each store.")
            page.sample("store_bytes", [("store", "log")], usage.log.usedBytes)
            page.sample("store_bytes", [("store", "views")], usage.views.usedBytes)
            page.begin("store_map_bytes", .gauge, "Bytes of address space of each store.")
            page.sample("store_map_bytes", [("store", "log")], usage.log.mapBytes)
            page.sample("store_map_bytes", [("store", "views")], usage.views.mapBytes)
            page.single("unflushed", .gauge, "Entries that the views hold in memory.", usage.unflushed)
            page.single("disk_free_bytes", .gauge, "Bytes free on the node's disk.", Self.free(ledger.directory.path))
            page.single(
                "takes_appends", .gauge, "1 if appends are taken.",
                status.takesAppends && !ledger.holdsAppends ? 1 : 0)
            page.mirrors(status.mirrors)
            page.single(
                "head_waits", .gauge, "Requests for a checkpoint that wait for the log to grow.", waits.waiting)
            page.begin("head_waits_total", .counter, "Such waits that have ended, by what ended them.")
            for (outcome, count) in waits.ended { page.sample("head_waits_total", [("end", outcome.rawValue)], count) }
            page.requests(metrics)
            return Answer(text: page.text, MetricsText.mediaType)
        }
    }

    private static func free(_ path: String) -> UInt64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}

extension MetricsText {
    /// How far the mirrors are.
    mutating func mirrors(_ mirrors: [ServerStatus.Mirror]) {
        begin("mirror_size", .gauge, "Entries of the newest head held of a mirrored log.")
        for mirror in mirrors { sample("mirror_size", [("origin", mirror.origin)], mirror.size) }
        begin("mirror_lag_entries", .gauge, "Entries of a mirrored log below its head that are not looked through yet.")
        for mirror in mirrors {
            sample("mirror_lag_entries", [("origin", mirror.origin)], mirror.size - min(mirror.filled, mirror.size))
        }
        begin("mirror_contact_seconds", .gauge, "Seconds since a mirrored log was last reached.")
        for mirror in mirrors {
            guard let seconds = mirror.secondsSinceContact else { continue }
            sample("mirror_contact_seconds", [("origin", mirror.origin)], seconds)
        }
        begin("mirror_problems", .gauge, "Problems of a mirror that stand.")
        for mirror in mirrors { sample("mirror_problems", [("origin", mirror.origin)], mirror.problems) }
        begin("mirror_forked", .gauge, "1 if the log has signed two histories.")
        for mirror in mirrors { sample("mirror_forked", [("origin", mirror.origin)], mirror.isForked ? 1 : 0) }
    }
}
