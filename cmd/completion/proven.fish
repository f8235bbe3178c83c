# Completion of proven for fish: proven itself knows what may come next.
function __proven_complete
    set -l current (commandline -ct)
    set -l line (commandline -opc) "$current"
    for candidate in (command proven --complete-line $line[2..-1] 2>/dev/null)
        switch $candidate
            case '@files*'
                __fish_complete_path "$current"
            case '@dirs*'
                __fish_complete_directories "$current"
            case '*'
                echo $candidate
        end
    end
end
complete -c proven -f -a '(__proven_complete)'
