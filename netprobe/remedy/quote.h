#pragma once

#include <string>
#include <string_view>

namespace netprobe {

/// What comes from a report is somebody else's text, and what is written here is run by people with
/// rights. So values are let in by what they may be made of, quoted all the same, and other text
/// stands in comments only, on one line.

/// A host name of letters, digits, hyphens and underscores, or "*." before one; lower case.
bool is_rule_name(std::string_view text);

/// "AzureBackup", "Storage.WestEurope", "AzureFrontDoor.FirstParty".
bool is_service_tag(std::string_view text);

/// What Azure allows as the name of a network security group: 1 to 80 letters, digits, underscores,
/// periods and hyphens, beginning with a letter or digit (Azure resource naming rules).
bool is_azure_name(std::string_view text);

/// A PowerShell string in single quotes; a quote in it, curly ones too, is doubled
/// (about_Quoting_Rules).
std::string powershell_string(std::string_view text);

/// A Bicep string: single quotes; \ ' and ${ are escaped (Bicep data types, strings).
std::string bicep_string(std::string_view text);

/// An HCL string: double quotes; \ " ${ and %{ are escaped (Terraform language, strings).
std::string terraform_string(std::string_view text);

/// Text for a line comment of any of the syntaxes: one line, no control characters, and no
/// backslash at its end, which would draw the next line into the comment or the comment into a
/// command.
std::string comment_text(std::string_view text);

}  // namespace netprobe
