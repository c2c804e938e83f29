// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: language mode 6, the upcoming features that keep imports and existentials honest, and
/// no warning left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func executable(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], resources: resources, swiftSettings: settings)
}

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nioLocks: Target.Dependency = .product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let textTable: Target.Dependency = .product(name: "TextTable", package: "TextTable")

let package = Package(
    name: "campanello",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "gateway", targets: ["Gateway"]),
        .executable(name: "matcher", targets: ["Matcher"]),
        .executable(name: "whatsapp-sender", targets: ["WhatsAppSender"]),
        .executable(name: "telegram-sender", targets: ["TelegramSender"]),
        .executable(name: "provider-sandbox", targets: ["ProviderSandbox"]),
        .executable(name: "campanello", targets: ["Campanello"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/ordo-one/TextTable", from: "0.0.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // C libraries, as Debian packages them.
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),

        // The domain: no driver, no I/O.
        library("Contracts", []),
        library("Messaging", ["Contracts", collections, nioLocks, log]),
        library("Listings", []),
        library("Notifications", ["Contracts", "Messaging", "Listings", collections, log, nioLocks]),

        // Drivers: the only targets that import a C module.
        library("ThreadExecutor", [nioLocks]),
        library(
            "RabbitMQ",
            ["CRabbitMQ", "ThreadExecutor", "Messaging", "Contracts", collections, nioLocks, log, metrics]),
        library("Postgres", ["CPostgreSQL", "ThreadExecutor", collections, nioLocks, log]),
        library("CurlTransport", ["CCurl", "ThreadExecutor", "Notifications", nioLocks, log]),
        library("Gzip", ["CZlib"]),
        library("QRCode", ["CQREncode"]),

        // What the services share.
        library(
            "Persistence",
            ["Postgres", "Contracts", "Messaging", "Listings", "Notifications", nioLocks, crypto, log, metrics],
            resources: [.copy("Migrations/SQL")]),
        library(
            "Operations",
            [
                "Persistence", "Postgres", "RabbitMQ", "CurlTransport", "Notifications", "Observability", "Contracts",
                "Messaging", nioLocks, log,
            ]),
        library("Observability", [nioLocks, log, metrics]),
        library(
            "ServiceKit",
            [
                "Observability", "Messaging", hummingbird, nio, nioHTTP1, nioLocks, nioPosix, httpTypes, configuration,
                system,
                lifecycle, signals, crypto, log, metrics,
            ]),
        library(
            "SenderKit",
            [
                "ServiceKit", "Observability", "Persistence", "Postgres", "RabbitMQ", "CurlTransport", "Contracts",
                "Messaging", "Listings", "Notifications", nioLocks, configuration, lifecycle, log, metrics,
            ]),

        // The services and tools.
        executable(
            "Gateway",
            [
                "ServiceKit", "Observability", "Operations", "Persistence", "Postgres", "RabbitMQ", "CurlTransport",
                "Gzip", "QRCode", "Contracts",
                "Messaging", "Listings", "Notifications", "ThreadExecutor", hummingbird, hummingbirdCore, mustache, nio,
                nioLocks,
                nioHTTP1, nioHTTPTypes, httpTypes, crypto, cryptoExtras, jwt,
                configuration, lifecycle, log, metrics,
            ], resources: [.copy("Pages/Templates"), .copy("Ops/Page")]),
        executable(
            "Matcher",
            [
                "ServiceKit", "Observability", "Persistence", "Postgres", "RabbitMQ", "Contracts", "Messaging",
                "Listings",
                "Notifications", configuration, collections, lifecycle, log, metrics,
            ]),
        executable("WhatsAppSender", ["SenderKit", "ServiceKit", "Contracts"]),
        executable("TelegramSender", ["SenderKit", "ServiceKit", "Contracts"]),
        executable(
            "Campanello",
            [
                "ServiceKit", "SenderKit", "Observability", "Operations", "Persistence", "Postgres", "RabbitMQ",
                "CurlTransport", "Contracts", "Messaging", "Notifications", arguments, cryptoExtras, nioLocks,
                textTable, log,
            ]),
        executable(
            "ProviderSandbox",
            [
                "ServiceKit", "Observability", "Notifications", "CurlTransport", arguments, collections, hummingbird,
                lifecycle, signals, mustache, nio, nioLocks, httpTypes, crypto, log,
            ],
            resources: [.copy("Pages/Templates")]),

        // What script/bench lets the broker's driver do.
        .executableTarget(
            name: "broker-bench", dependencies: ["RabbitMQ", "Messaging", log], path: "Benchmarks/Broker",
            swiftSettings: settings),
        // Measurements.
        .executableTarget(
            name: "MatchBench", dependencies: ["Listings"], path: "Benchmarks/Match", swiftSettings: settings),

        // Tests.
        library(
            "TestSupport",
            [
                "Contracts", "Messaging", "Listings", "Notifications", "Postgres", "RabbitMQ", "Persistence",
                "CurlTransport", nioLocks, log,
            ]),
        tests("ThreadExecutorTests", ["ThreadExecutor", nioLocks]),
        tests("ContractsTests", ["Contracts"]),
        tests("MessagingTests", ["Messaging", "Contracts", log]),
        tests("ListingsTests", ["Listings"]),
        tests("NotificationsTests", ["Notifications", "Listings", "Messaging", "Contracts", nioLocks]),
        tests("RabbitMQTests", ["RabbitMQ", "Messaging", "Contracts", log]),
        tests("PostgresTests", ["Postgres", nioLocks, log]),
        tests("CurlTransportTests", ["CurlTransport", "Notifications", nio, nioPosix, nioLocks]),
        tests("GzipTests", ["Gzip", "CZlib"]),
        tests("QRCodeTests", ["QRCode"]),
        tests(
            "PersistenceTests",
            ["Persistence", "Postgres", "Contracts", "Messaging", "Listings", "Notifications", nioLocks, log]),
        tests(
            "ServiceKitTests",
            [
                "ServiceKit", "Observability", "Messaging", hummingbird, hummingbirdTesting, nio, nioLocks, nioPosix,
                httpTypes, lifecycle,
                metrics, log,
            ]),
        tests(
            "GatewayTests",
            [
                "Gateway", "ServiceKit", "CurlTransport", "Operations", "Persistence", "Postgres", "RabbitMQ",
                "Contracts", "Messaging", "Listings", "Notifications",
                hummingbird,
                hummingbirdTesting, nio, nioHTTP1, nioPosix, nioLocks, httpTypes, lifecycle, log,
            ]),
        tests(
            "MatcherTests",
            [
                "Matcher", "ServiceKit", "Operations", "Persistence", "Postgres", "RabbitMQ", "Contracts", "Messaging",
                "Listings", "Notifications", log,
            ]),
        tests(
            "SenderKitTests",
            [
                "SenderKit", "ServiceKit", "Observability", "Operations", "ProviderSandbox", "Persistence", "Postgres",
                "RabbitMQ", "CurlTransport", "Contracts", "Messaging", "Listings", "Notifications", hummingbird,
                hummingbirdTesting, httpTypes, nio, nioLocks, metrics, log,
            ]),
        tests(
            "ProviderSandboxTests",
            [
                "ProviderSandbox", "Gateway", "Notifications", "CurlTransport", "ServiceKit", hummingbird,
                hummingbirdTesting, nio, nioLocks, httpTypes, log,
            ]),
        tests(
            "OperationsTests",
            ["Operations", "Persistence", "Postgres", "RabbitMQ", "Notifications", "Messaging", "Contracts", log]),
        tests(
            "CampanelloTests",
            [
                "Campanello", "Contracts", "Messaging", "Operations", "Persistence", "Postgres", "ProviderSandbox",
                "RabbitMQ", "ServiceKit", arguments, hummingbird, hummingbirdTesting,
            ]),
    ]
)
