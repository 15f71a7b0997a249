// Copyright 2026 The facegov Authors
// SPDX-License-Identifier: Apache-2.0

package fallbackauth

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// texts is what the kiosk page says in one language.
type texts struct {
	Language string
	Name     string // of the language, in itself
	Title    string
	Right    string
	Basis    string
	ID       string
	PIN      string
	PINHint  string
	Enter    string
	Granted  string
	Denied   string
	wait     string // with the time to wait
	seconds  string // with a number
	minutes  string // with a number
	Mistyped string
	Down     string
}

// languages lists what the page speaks; the first is the default.
var languages = []texts{english, chinese}

var languageMatcher = language.NewMatcher([]language.Tag{language.English, language.SimplifiedChinese})

var english = texts{
	Language: "en",
	Name:     "English",
	Title:    "Come in without face recognition",
	Right: "You may come in without showing your face. That is your right: " +
		"face recognition must not be the only way in.",
	Basis: "Measures for the Security Management of the Application of Face Recognition Technology (2025), " +
		"article 10. To leave you need neither a PIN nor your face.",
	ID:      "Your number",
	PIN:     "PIN",
	PINHint: "6 to 12 digits",
	Enter:   "Enter",
	Granted: "Welcome. The PIN is right.",
	Denied:  "Number or PIN is not right. Please try again, or ask the staff.",
	wait:    "Too many attempts. Please try again in %s, or ask the staff.",
	seconds: "%d s",
	minutes: "%d min",
	Mistyped: "Please check what you typed: the number has letters, digits, '.', '_' and '-', " +
		"the PIN has 6 to 12 digits.",
	Down: "The PIN cannot be checked at this moment. Please ask the staff to let you in.",
}

var chinese = texts{
	Language: "zh-Hans",
	Name:     "简体中文",
	Title:    "不刷脸进入",
	Right:    "您可以不刷脸进入。这是您的权利：人脸识别不得作为唯一的进入方式。",
	Basis:    "《人脸识别技术应用安全管理办法》（2025年）第十条。离开时既不需要密码，也不需要刷脸。",
	ID:       "您的编号",
	PIN:      "密码",
	PINHint:  "6至12位数字",
	Enter:    "进入",
	Granted:  "欢迎，密码正确。",
	Denied:   "编号或密码不正确。请重试，或联系工作人员。",
	wait:     "尝试次数过多。请在%s后重试，或联系工作人员。",
	seconds:  "%d秒",
	minutes:  "%d分钟",
	Mistyped: "请检查输入：编号由字母、数字和 . _ - 组成，密码为6至12位数字。",
	Down:     "目前无法核对密码。请联系工作人员放行。",
}

// textsFor returns the texts of exactly this language.
func textsFor(name string) (texts, error) {
	var names []string
	for _, t := range languages {
		if t.Language == name {
			return t, nil
		}
		names = append(names, t.Language)
	}
	return texts{}, fmt.Errorf("the language must be one of %s", strings.Join(names, ", "))
}

// chooseTexts takes what was asked for by name, else what the browser prefers,
// else the default.
func chooseTexts(asked, acceptLanguage string, byDefault texts) texts {
	if t, err := textsFor(asked); err == nil {
		return t
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return byDefault
	}
	_, i, confidence := languageMatcher.Match(wanted...)
	if confidence == language.No {
		return byDefault
	}
	return languages[i]
}

// Wait says when to come back.
func (t texts) Wait(after time.Duration) string {
	if seconds := wholeSeconds(after); seconds < 120 {
		return fmt.Sprintf(t.wait, fmt.Sprintf(t.seconds, seconds))
	}
	minutes := (after + time.Minute - 1) / time.Minute
	return fmt.Sprintf(t.wait, fmt.Sprintf(t.minutes, minutes))
}

// wholeSeconds rounds up: coming back in time must not be too early.
func wholeSeconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}
