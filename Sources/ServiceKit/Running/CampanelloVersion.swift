/// The version all executables of this package report.
package enum CampanelloVersion {
    package static let current = "0.1.0"
}
