// SenderKit
