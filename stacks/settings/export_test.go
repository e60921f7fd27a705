package settings

// CopyForTest copies a project's description and its stack files.
var CopyForTest = copySettings
